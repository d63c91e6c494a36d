namespace Persist.Bench.Harness;

/// <summary>One thing that is measured against what the raw libraries do for the same work.</summary>
internal interface IMeasure
{
    /// <summary>The name in <c>bench.json</c>.</summary>
    string Name { get; }

    /// <summary>What it cannot be measured without.</summary>
    Needs Needs { get; }

    /// <summary>Measures; throws <see cref="WorkNotDoneException"/> when the work was not done in full.</summary>
    Task<IReadOnlyList<Reading>> RunAsync(Setting setting);
}
