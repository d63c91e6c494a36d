using System.Text.Json;
using Persist.Engine.Conflicts;

namespace Persist.Engine.Tests.Sync;

/// <summary>Random histories over a lossy network, named by their seeds: the replicas must end the same.</summary>
public sealed class ConvergenceTests : IDisposable
{
    private const int Keys = 5;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Scenario", "1")]
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
    [Trait("Scenario", "7")]
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
        using var run = new SimulatedRun(_folder, seed, merge: merge);
        return await run.PlayAsync(edit);
    }
}
