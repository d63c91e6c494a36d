using Persist.Engine.Sync;

namespace Persist.Engine.Tests.Sync;

/// <summary>What of one local transaction another replica may see before the rest.</summary>
public sealed class WriteBoundaryTests : IDisposable
{
    private readonly SimulatedHub _hub = new();

    public void Dispose() => _hub.Dispose();

    [Fact]
    public async Task Of_many_items_that_were_written_at_once_another_replica_may_see_the_first_and_never_a_part_of_one()
    {
        const int first = 2500, all = 2600;
        var writer = _hub.Join("writer", null, null, default, out var remote);
        var reader = _hub.Join("reader", null);
        IReadOnlyDictionary<string, string> between = new Dictionary<string, string>();
        remote.BeforeNextPush(() =>
        {
            remote.BeforeNextPush(async () =>
            {
                Assert.True(await reader.SyncAsync());
                between = reader.Items();
            });
            return Task.CompletedTask;
        });
        // Two operations an item: a batch is full after half as many items as it takes operations, and one more would fit in.
        writer.Local.Write(items =>
        {
            items.Include("s", ["1"]);
            for (var i = 0; i < all; i++)
            {
                items.SetFields($"{i:d5}", [KeyValuePair.Create("a", "1"), KeyValuePair.Create("b", "2")]);
            }

            return true;
        });
        Assert.True(await writer.SyncAsync());

        Assert.Equal(first, SyncLimits.Batch.Ops / 2);
        Assert.Equal(2, remote.Pushes);
        Assert.Equal(["s", .. Enumerable.Range(0, first).Select(i => $"{i:d5}")], between.Keys.OrderByDescending(key => key == "s").ThenBy(key => key, StringComparer.Ordinal));
        Assert.All(between.Where(item => item.Key != "s"), item => Assert.Equal("""{"a":1,"b":2}""", item.Value));
        Assert.True(await reader.SyncAsync());
        Assert.Equal(all + 1, reader.Items().Count);
    }
}
