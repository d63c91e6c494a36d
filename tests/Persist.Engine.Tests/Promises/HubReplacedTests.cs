using Persist.Engine.Conflicts;
using Persist.Engine.Errors;
using Persist.Engine.Sync;

namespace Persist.Engine.Tests.Promises;

/// <summary>A hub that was made anew, or lost its log, while a store had it open.</summary>
public sealed class HubReplacedTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(RepairKeep.Local)]
    [InlineData(RepairKeep.Remote)]
    public async Task Another_hub_in_the_place_of_the_known_one_stops_the_sync_until_a_person_decides(RepairKeep keep)
    {
        await using var store = await OpenAsync("a");
        store.Set("sent", "1");
        await store.SyncAsync();
        foreach (var suffix in new[] { "", "-wal", "-shm" })
        {
            File.Delete(_folder.File("hub.db" + suffix));
        }

        await using var other = await OpenAsync("b");
        other.Set("other", "1");
        await other.SyncAsync();
        store.Set("waits", "1");
        for (var i = 0; i < 2; i++) // a hub that is open is seen to be shorter, one that is opened to have another id
        {
            var failure = await Assert.ThrowsAsync<PersistException>(() => store.SyncAsync());
            Assert.Contains(failure.Error, new[] { PersistErrors.Rewound, PersistErrors.RemoteChanged });
            Assert.Contains("Repair-PersistStore", failure.Message, StringComparison.Ordinal);
        }

        Assert.Equal(("1", SyncState.Faulted), (store.Get("waits")!.Json, store.GetStatus().State));
        await store.RepairAsync(keep);
        Assert.Equal(SyncState.Paused, store.GetStatus().State);
        await store.SyncAsync();
        await other.SyncAsync();
        string[] expected = keep == RepairKeep.Local ? ["other", "sent", "waits"] : ["other", "waits"];
        Assert.Equal(expected, store.Scan().Select(item => item.Key));
        Assert.Equal(expected, other.Scan().Select(item => item.Key));
        Assert.Equal(keep == RepairKeep.Local ? [] : ["sent"], store.GetConflicts().Select(conflict => conflict.Key));
    }

    [Fact]
    public async Task A_counter_and_a_set_that_were_given_up_come_back_as_what_they_are()
    {
        await using var store = await OpenAsync("a");
        store.AddToCounter("counter", 7);
        store.AddToSet("set", ["1", "2"]);
        await store.SyncAsync();
        foreach (var suffix in new[] { "", "-wal", "-shm" })
        {
            File.Delete(_folder.File("hub.db" + suffix));
        }

        await using var other = await OpenAsync("b");
        other.AddToCounter("counter", 5);
        other.AddToSet("set", ["2", "3"]);
        await other.SyncAsync();
        await store.RepairAsync(RepairKeep.Remote);
        Assert.Equal(("5", "[2,3]"), (store.Get("counter")!.Json, store.Get("set")!.Json));
        foreach (var conflict in store.GetConflicts().ToList())
        {
            store.ResolveConflict(conflict.Id, MergeResult.UseLocal);
        }

        await store.SyncAsync();
        await other.SyncAsync();
        Assert.Equal([("counter", "counter", "7"), ("set", "set", "[1,2]")], other.Scan().Select(item => (item.Key, item.Kind, item.Json)));
    }

    [Fact]
    public async Task Nothing_is_lost_of_what_is_sent_to_a_hub_whose_log_was_deleted_below_the_store()
    {
        await using var store = await OpenAsync("a");
        store.Set("before", "1");
        await store.SyncAsync();
        File.Delete(_folder.File("hub.db-wal"));
        File.Delete(_folder.File("hub.db-shm"));
        store.Set("after", "1");
        await store.SyncAsync();
        await using var other = await OpenAsync("b");
        await other.SyncAsync();
        Assert.Equal(["after", "before"], other.Scan().Select(item => item.Key));
    }

    private Task<PersistStore> OpenAsync(string file) => PersistStore.OpenAsync(new PersistStoreOptions
    {
        Name = "replaced",
        Path = _folder.File(file + ".db"),
        Remote = _folder.File("hub.db"),
        Suspended = true,
    });
}
