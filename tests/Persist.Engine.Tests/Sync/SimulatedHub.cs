using System.Globalization;
using Persist.Engine.Conflicts;
using Persist.Engine.Items;
using Persist.Engine.Remotes.Sqlite;

namespace Persist.Engine.Tests.Sync;

/// <summary>A hub over a good network, and replicas of it whose every step a test decides.</summary>
internal sealed class SimulatedHub : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<SimulatedReplica> _replicas = [];

    /// <summary>The true time.</summary>
    public ManualClock Clock { get; } = new();

    public SimulatedReplica Join(string name, MergeFunction? merge, SyncStrategy? strategy = null, TimeSpan skew = default) =>
        Join(name, merge, strategy, skew, out _);

    /// <summary>Opens a replica.</summary>
    /// <param name="name">Its file's.</param>
    /// <param name="merge">The merge of the strategy Custom.</param>
    /// <param name="strategy">Null for Custom where there is a merge, else last write wins.</param>
    /// <param name="skew">How far its clock is ahead.</param>
    /// <param name="remote">Where the test may interrupt its syncs.</param>
    public SimulatedReplica Join(string name, MergeFunction? merge, SyncStrategy? strategy, TimeSpan skew, out InterruptedRemote remote)
    {
        var clock = new ManualClock(Clock) { Skew = skew };
        var random = new Random(_replicas.Count);
        remote = new InterruptedRemote(new SqliteRemote(_folder.File("hub.db"), clock, Clock));
        _replicas.Add(new SimulatedReplica("sim", _folder.File(name + ".db"), merge, clock, new FaultyRemote(remote, random), random, strategy));
        return _replicas[^1];
    }

    /// <summary>Three-way: what either side has added since the ancestor.</summary>
    public static ValueTask<MergeResult> SumAsync(MergeRequest request, CancellationToken cancellationToken)
    {
        static long Of(ItemVersion? version) => version?.Json is { } json ? long.Parse(json, CultureInfo.InvariantCulture) : 0;
        return new(MergeResult.Value($"{Of(request.Local) + Of(request.Remote) - Of(request.Ancestor)}"));
    }

    public static ValueTask<MergeResult> FailAsync(MergeRequest request, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("no");

    /// <summary>Syncs each in turn, three times.</summary>
    public async Task CalmAsync()
    {
        for (var round = 0; round < 3; round++)
        {
            foreach (var replica in _replicas)
            {
                Assert.True(await replica.SyncAsync());
            }
        }
    }

    public void Dispose()
    {
        _replicas.ForEach(replica => replica.Dispose());
        _folder.Dispose();
    }
}
