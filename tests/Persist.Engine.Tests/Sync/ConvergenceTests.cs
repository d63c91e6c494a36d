using System.Text.Json;
using Persist.Engine.Conflicts;
using Persist.Engine.Remotes.Sqlite;

namespace Persist.Engine.Tests.Sync;

/// <summary>Random histories over a lossy network, named by their seeds: the replicas must end the same.</summary>
public sealed class ConvergenceTests : IDisposable
{
    private const int Keys = 5;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Replicas_that_write_offline_over_a_lossy_network_end_equal_under_last_write_wins()
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            await RunAsync(seed, merge: null, (replica, random, edit) =>
            {
                var key = $"k{random.Next(Keys)}";
                if (random.Next(4) == 0)
                {
                    replica.Remove(key);
                }
                else
                {
                    replica.Set(key, $"{edit}");
                }
            });
        }
    }

    [Fact]
    public async Task Every_edit_is_in_the_merged_value_exactly_once()
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var edits = 0;
            var items = await RunAsync(seed, MergeLists, (replica, random, edit) =>
            {
                var key = $"k{random.Next(Keys)}";
                var list = replica.Items().TryGetValue(key, out var json) ? JsonSerializer.Deserialize<List<int>>(json)! : [];
                replica.Set(key, JsonSerializer.Serialize(list.Append(edit)));
                edits++;
            });
            var all = items.Values.SelectMany(json => JsonSerializer.Deserialize<List<int>>(json)!).Order().ToList();
            Assert.True(all.Distinct().Count() == all.Count && all.Count == edits, $"seed {seed}: {all.Count} of {edits} edits: {string.Join(' ', all)}");
        }
    }

    [Fact]
    public async Task Replicas_whose_merge_deletes_and_never_answers_the_same_twice_end_equal()
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var whim = new Random(seed);
            await RunAsync(
                seed,
                (request, _) => new ValueTask<MergeResult>(whim.Next(4) switch
                {
                    0 => MergeResult.UseLocal,
                    1 => MergeResult.UseRemote,
                    2 => MergeResult.Delete,
                    _ => MergeResult.Value($"\"{whim.Next()}\""),
                }),
                (replica, random, edit) =>
                {
                    var key = $"k{random.Next(Keys)}";
                    if (random.Next(4) == 0)
                    {
                        replica.Remove(key);
                    }
                    else
                    {
                        replica.Set(key, $"{edit}");
                    }
                });
        }
    }

    // Three-way: what either side added since the ancestor.
    private static ValueTask<MergeResult> MergeLists(MergeRequest request, CancellationToken cancellationToken)
    {
        var local = JsonSerializer.Deserialize<List<int>>(request.Local.Json!)!;
        var remote = JsonSerializer.Deserialize<List<int>>(request.Remote.Json!)!;
        return new(MergeResult.Value(JsonSerializer.Serialize(remote.Concat(local.Except(remote)))));
    }

    private async Task<IReadOnlyDictionary<string, string>> RunAsync(
        int seed, MergeFunction? merge, Action<SimulatedReplica, Random, int> edit)
    {
        var random = new Random(seed);
        var clock = new ManualClock();
        var folder = Directory.CreateDirectory(_folder.File($"{seed}-{Guid.NewGuid():n}")).FullName;
        var replicas = Enumerable.Range(0, 3).Select(i =>
        {
            var own = new ManualClock(clock) { Skew = TimeSpan.FromSeconds(random.Next(-100, 100)) };
            var hub = new SqliteRemote(Path.Combine(folder, "hub.db"), own, clock);
            return new SimulatedReplica(Path.Combine(folder, $"r{i}.db"), merge, own, new FaultyRemote(hub, random) { Faults = 15 }, random);
        }).ToList();

        for (var step = 0; step < 80; step++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(random.Next(1000)));
            var replica = replicas[random.Next(replicas.Count)];
            switch (random.Next(10))
            {
                case < 5:
                    edit(replica, random, step);
                    break;
                case < 9:
                    await replica.SyncAsync();
                    break;
                default:
                    replica.Restart();
                    break;
            }
        }

        await HealAsync(seed, replicas);
        var expected = replicas[0].Items();
        foreach (var replica in replicas)
        {
            Assert.True(
                expected.OrderBy(item => item.Key).SequenceEqual(replica.Items().OrderBy(item => item.Key)),
                $"seed {seed}: the replicas differ: {Show(expected)} / {Show(replica.Items())}");
            await replica.DisposeAsync();
        }

        return expected;
    }

    private static async Task HealAsync(int seed, List<SimulatedReplica> replicas)
    {
        foreach (var replica in replicas)
        {
            replica.Remote.Faults = 0;
        }

        // Twice round: what the last one pushes has to reach the first.
        for (var round = 0; round < 2; round++)
        {
            foreach (var replica in replicas)
            {
                Assert.True(await replica.SyncAsync(), $"seed {seed}: a sync over a good network failed");
            }
        }

        Assert.All(replicas, replica => Assert.True(replica.Local.Status() is { Pending: 0, Parked: 0 }, $"seed {seed}: the queue is not empty: {replica.Local.Status()}"));
    }

    private static string Show(IReadOnlyDictionary<string, string> items) =>
        string.Join(", ", items.OrderBy(item => item.Key).Select(item => $"{item.Key}={item.Value}"));
}
