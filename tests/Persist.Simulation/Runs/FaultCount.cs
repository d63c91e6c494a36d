namespace Persist.Simulation.Runs;

/// <summary>How many faults of each kind were injected.</summary>
internal sealed class FaultCount
{
    private readonly long[] _counts = new long[Enum.GetValues<FaultKind>().Length];

    public long Sum => _counts.Sum();

    public long Of(FaultKind kind) => _counts[(int)kind];

    public void Add(FaultKind kind) => Interlocked.Increment(ref _counts[(int)kind]);

    public void Add(FaultCount other)
    {
        for (var kind = 0; kind < _counts.Length; kind++)
        {
            Interlocked.Add(ref _counts[kind], other._counts[kind]);
        }
    }

    public override string ToString() =>
        string.Join(", ", Enum.GetValues<FaultKind>().Select(kind => $"{kind} {_counts[(int)kind]}"));
}
