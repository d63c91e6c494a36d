using Persist.Engine.Remotes.Sqlite;

namespace Persist.Engine.Tests.Sync.Histories;

/// <summary>One file that two processes have open: each with its own rule, over the same lossy network.</summary>
internal sealed class HistoryNode : IDisposable
{
    private readonly FaultyRemote _remote;

    public HistoryNode(string folder, string name, ManualClock truth, Random random, Func<KeyPolicy> rule)
    {
        File = Path.Combine(folder, name + ".db");
        var clock = new ManualClock(truth) { Skew = TimeSpan.FromSeconds(random.Next(-100, 100)) };
        var hub = new SqliteRemote(Path.Combine(folder, "hub.db"), clock, truth);
        _remote = new FaultyRemote(hub, random) { Faults = 12 };
        Openings = [.. Enumerable.Range(0, 2).Select(_ => rule()).Select(first =>
            new SimulatedReplica("sim", File, first.Merge, clock, _remote, random, first.Strategy))];
    }

    public string File { get; }

    public IReadOnlyList<SimulatedReplica> Openings { get; }

    /// <summary>From now on the network loses nothing, and what had failed is tried again.</summary>
    public void Heal()
    {
        _remote.Faults = 0;
        Openings[0].Local.Conflicts.RetryParked();
    }

    public void Dispose()
    {
        foreach (var opening in Openings)
        {
            opening.Dispose();
        }
    }
}
