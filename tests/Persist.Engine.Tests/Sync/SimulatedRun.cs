using Persist.Engine.Conflicts;
using Persist.Engine.Remotes;
using Persist.Engine.Remotes.Sqlite;

namespace Persist.Engine.Tests.Sync;

/// <summary>A random history of three replicas that edit, sync over a lossy network, and start anew; named by its seed.</summary>
internal sealed class SimulatedRun : IDisposable
{
    private const int Steps = 80;

    private readonly int _seed;
    private readonly Random _random;
    private readonly ManualClock _clock = new();
    private readonly List<SimulatedReplica> _replicas;

    /// <summary>Opens the replicas.</summary>
    /// <param name="folder">Where their files are.</param>
    /// <param name="seed">Names the history.</param>
    /// <param name="faults">How many of 100 exchanges go wrong.</param>
    /// <param name="merge">The merge of the strategy Custom.</param>
    /// <param name="database">The connection string of a PostgreSQL database; null for a hub in the folder.</param>
    public SimulatedRun(TemporaryFolder folder, int seed, int faults = 15, MergeFunction? merge = null, string? database = null)
    {
        (_seed, _random) = (seed, new Random(seed));
        var name = $"sim-{seed}-{Guid.NewGuid():n}";
        var own = Directory.CreateDirectory(folder.File(name)).FullName;
        _replicas = [.. Enumerable.Range(0, 3).Select(i =>
        {
            var clock = new ManualClock(_clock) { Skew = TimeSpan.FromSeconds(_random.Next(-100, 100)) };
            IRemote remote = database is null
                ? new SqliteRemote(Path.Combine(own, "hub.db"), clock, _clock)
                : RemoteAddress.Resolve(database, null, clock);
            return new SimulatedReplica(
                name, Path.Combine(own, $"r{i}.db"), merge, clock, new FaultyRemote(remote, _random) { Faults = faults }, _random);
        })];
    }

    /// <summary>Plays the history, heals the network, and checks that all replicas end the same.</summary>
    /// <param name="edit">One edit by a replica; gets the step's number.</param>
    /// <param name="synced">Told of each sync that went through.</param>
    /// <returns>The items that all of them have.</returns>
    public async Task<IReadOnlyDictionary<string, string>> PlayAsync(
        Action<SimulatedReplica, Random, int> edit, Action<SimulatedReplica>? synced = null)
    {
        for (var step = 0; step < Steps; step++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(_random.Next(1000)));
            var replica = _replicas[_random.Next(_replicas.Count)];
            switch (_random.Next(10))
            {
                case < 5:
                    edit(replica, _random, step);
                    break;
                case < 9:
                    if (await replica.SyncAsync())
                    {
                        synced?.Invoke(replica);
                    }

                    break;
                default:
                    replica.Restart();
                    break;
            }
        }

        await HealAsync(synced);
        var expected = _replicas[0].Items();
        Assert.All(_replicas, replica => Assert.True(
            expected.OrderBy(item => item.Key).SequenceEqual(replica.Items().OrderBy(item => item.Key)),
            $"seed {_seed}: the replicas differ: {Show(expected)} / {Show(replica.Items())}"));
        return expected;
    }

    public void Dispose() => _replicas.ForEach(replica => replica.Dispose());

    private static string Show(IReadOnlyDictionary<string, string> items) =>
        string.Join(", ", items.OrderBy(item => item.Key).Select(item => $"{item.Key}={item.Value}"));

    private async Task HealAsync(Action<SimulatedReplica>? synced)
    {
        _replicas.ForEach(replica => replica.Remote.Faults = 0);

        // Twice round: what the last one pushes has to reach the first.
        for (var round = 0; round < 2; round++)
        {
            foreach (var replica in _replicas)
            {
                Assert.True(await replica.SyncAsync(), $"seed {_seed}: a sync over a good network failed");
                synced?.Invoke(replica);
            }
        }

        Assert.All(_replicas, replica => Assert.True(
            replica.Local.Status() is { Pending: 0, Parked: 0 }, $"seed {_seed}: the queue is not empty: {replica.Local.Status()}"));
    }
}
