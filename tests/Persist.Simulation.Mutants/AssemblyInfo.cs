// One switch for the whole process: one mutant at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
