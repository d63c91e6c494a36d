using Persist.Engine.Sync;

namespace Persist.Engine.Tests.Diagnostics;

/// <summary>What somebody who watches a sync is told.</summary>
public sealed class ProgressTests
{
    [Fact]
    public async Task Both_ways_are_counted_with_their_totals()
    {
        await using var pair = await DiagnosedPair.OpenAsync();
        pair.Here.SetMany([.. Enumerable.Range(0, 12_000).Select(i => KeyValuePair.Create($"k/{i:00000}", "1"))]);
        var sending = new Watcher();
        await pair.Here.SyncAsync(sending);
        Assert.Equal(new SyncProgress(0, null, 0, 12_000), sending.Seen[0]);
        Assert.Equal(new SyncProgress(0, null, 12_000, 12_000), sending.Seen[^1]);
        Assert.True(sending.Seen.Count > 2);

        var receiving = new Watcher();
        await pair.There.SyncAsync(receiving);
        var first = receiving.Seen.First(seen => seen.ToPull is not null);
        Assert.InRange(first.Pulled, 1, 11_999);
        Assert.InRange(first.ToPull!.Value, 10_000, 15_000); // by positions, which each batch has one of
        Assert.Equal((12_000, 12_000), (receiving.Seen[^1].Pulled, receiving.Seen[^1].ToPull));
    }

    [Fact]
    public void A_second_pull_goes_on_counting()
    {
        var watcher = new Watcher();
        var count = new ProgressCount(watcher, () => 5);
        count.Pulling(0, 10);
        count.Pulled(40, 4);
        count.Pulled(60, 10);
        count.Pulling(10, 12);
        count.Pulled(3, 11);
        Assert.Equal([100, 100, 106], watcher.Seen.Select(seen => seen.ToPull!.Value));
        Assert.Equal(103, watcher.Seen[^1].Pulled);
    }

    [Fact]
    public void What_is_written_meanwhile_raises_the_total()
    {
        var watcher = new Watcher();
        var count = new ProgressCount(watcher, () => 5);
        count.Pushing();
        count.Pushed(5);
        count.Pushing();
        count.Pushed(2);
        Assert.Equal(new SyncProgress(0, null, 7, 7), watcher.Seen[^1]);
    }

    [Fact]
    public async Task What_a_repair_fetches_is_counted()
    {
        await using var pair = await DiagnosedPair.OpenAsync();
        pair.Here.Set("lost", "1");
        await pair.Here.SyncAsync();
        foreach (var suffix in new[] { "", "-wal", "-shm" })
        {
            File.Delete(pair.Folder.File("hub.db" + suffix));
        }

        pair.There.SetMany([.. Enumerable.Range(0, 20).Select(i => KeyValuePair.Create($"k/{i}", "1"))]);
        await pair.There.SyncAsync();
        var watcher = new Watcher();
        await pair.Here.RehearseRepairAsync(RepairKeep.Local, watcher);
        Assert.Equal([new SyncProgress(20, 20, 0, null)], watcher.Seen);
        await pair.Here.RepairAsync(RepairKeep.Local, watcher);
        Assert.Equal(2, watcher.Seen.Count);
    }

    private sealed class Watcher : IProgress<SyncProgress>
    {
        public List<SyncProgress> Seen { get; } = [];

        public void Report(SyncProgress value) => Seen.Add(value);
    }
}
