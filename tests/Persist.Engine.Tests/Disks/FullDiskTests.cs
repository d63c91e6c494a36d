using Persist.Engine.Errors;
using Persist.Engine.Sync;

namespace Persist.Engine.Tests.Disks;

/// <summary>A full disk refuses writes with its error; reads go on, nothing is lost, and with space again everything goes on.</summary>
public sealed class FullDiskTests : IDisposable
{
    private static readonly string Large = $"\"{new string('x', 100_000)}\"";

    private readonly SmallDisk _disk = new();
    private readonly TemporaryFolder _elsewhere = new();

    public void Dispose()
    {
        _disk.Dispose();
        _elsewhere.Dispose();
    }

    [SmallDiskFact]
    public async Task A_write_is_refused_and_nothing_of_it_remains()
    {
        await using var store = await OpenAsync("a.db");
        var kept = WriteUntilFull(store);
        Assert.True(kept > 3);
        Assert.Equal(kept, store.Scan().Count());
        Assert.Equal(kept, store.GetStatus().Pending);
        Assert.Equal(Large, store.Get("k000")!.Json);
        _disk.Free();
        store.Set("after", "1");
        Assert.Equal(kept + 1, store.GetStatus().Pending);
    }

    [SmallDiskFact]
    public async Task A_store_opens_for_reading_and_takes_up_writing_when_there_is_space()
    {
        await MakeAsync("a.db");
        _disk.Fill();
        await using var store = await OpenAsync("a.db", _elsewhere.File("hub.db"));
        Assert.Equal("DiskFull", store.ReadOnlyBecause?.Error.Id);
        Assert.Equal("1", store.Get("k")!.Json);
        Assert.Single(store.Scan());
        Assert.Equal((1, SyncState.Paused), (store.GetStatus().Pending, store.GetStatus().State));
        Assert.Equal("DiskFull", Refused(() => store.Set("k", "2")));
        Assert.Equal("DiskFull", (await Assert.ThrowsAsync<PersistException>(() => store.SyncAsync())).Error.Id);
        Assert.Equal(SyncState.Offline, store.GetStatus().State);

        _disk.Free();
        store.Set("k", "2");
        Assert.Null(store.ReadOnlyBecause);
        Assert.Equal("2", store.Get("k")!.Json);
        Assert.Equal(1, (await store.SyncAsync()).Pushed);
    }

    [SmallDiskFact]
    public async Task A_store_that_was_not_closed_opens_for_reading_with_what_its_log_holds()
    {
        await using (var killed = await OpenAsync("live.db"))
        {
            killed.Set("k", "1");
            foreach (var suffix in new[] { "", "-wal", "-shm" })
            {
                File.Copy(_disk.File("live.db" + suffix), _disk.File("a.db" + suffix));
            }
        }

        _disk.Fill();
        await using var store = await OpenAsync("a.db");
        Assert.Equal("1", store.Get("k")!.Json);
        Assert.Equal("DiskFull", Refused(() => store.Set("k", Large)));
    }

    [SmallDiskFact]
    public async Task A_new_store_is_refused_and_can_be_made_later()
    {
        _disk.Fill();
        Assert.Equal("DiskFull", (await Assert.ThrowsAsync<PersistException>(() => OpenAsync("new.db"))).Error.Id);
        _disk.Free();
        await using var store = await OpenAsync("new.db");
        store.Set("k", "1");
    }

    [SmallDiskFact]
    public async Task A_sync_that_fills_the_disk_with_others_rows_loses_nothing_and_goes_on()
    {
        var hub = _elsewhere.File("hub.db");
        await using var there = await PersistStore.OpenAsync(Options(_elsewhere.File("there.db"), hub));
        for (var i = 0; i < 60; i++)
        {
            there.Set($"t{i:d2}", Large);
        }

        await there.SyncAsync();
        await using var here = await OpenAsync("a.db", hub);
        here.Set("mine", "1");
        _disk.FillBut(1500);
        Assert.Equal("DiskFull", (await Assert.ThrowsAsync<PersistException>(() => here.SyncAsync())).Error.Id);
        Assert.Equal("1", here.Get("mine")!.Json);
        Assert.Equal(1, here.GetStatus().Pending);
        _disk.Free();
        there.RemoveMany([.. Enumerable.Range(0, 45).Select(i => $"t{i:d2}")]);
        await there.SyncAsync();
        await here.SyncAsync();
        await there.SyncAsync();
        Assert.Equal(there.Scan().Select(item => (item.Key, item.Json)), here.Scan().Select(item => (item.Key, item.Json)));
        Assert.Equal(16, here.Scan().Count());
    }

    [SmallDiskFact]
    public async Task A_disk_that_is_full_at_any_moment_of_a_sync_loses_and_doubles_nothing()
    {
        var hub = _elsewhere.File("hub.db");
        await using var there = await PersistStore.OpenAsync(Options(_elsewhere.File("there.db"), hub));
        await using var here = await OpenAsync("a.db", hub);
        for (var round = 0; round < 24; round++)
        {
            here.AddToCounter("sum", 1);
            there.AddToCounter("sum", 100);
            await there.SyncAsync();
            _disk.FillBut(round * 8);
            if (await Fuzz.Cases.RegisteredErrorOfAsync(() => here.SyncAsync()) is { } error)
            {
                Assert.Equal("DiskFull", error.Id);
            }

            _disk.Free();
        }

        await here.SyncAsync();
        await there.SyncAsync();
        Assert.Equal(("2424", "2424"), (here.Get("sum")!.Json, there.Get("sum")!.Json));
    }

    [SmallDiskFact]
    public async Task A_hub_on_a_full_disk_takes_nothing_by_halves_and_everything_later()
    {
        await using var store = await PersistStore.OpenAsync(Options(_elsewhere.File("a.db"), _disk.File("hub.db")));
        store.Set("small", "1");
        await store.SyncAsync();
        for (var i = 0; i < 20; i++)
        {
            store.Set($"k{i:d2}", Large);
        }

        _disk.FillBut(500);
        Assert.Equal("DiskFull", (await Assert.ThrowsAsync<PersistException>(() => store.SyncAsync())).Error.Id);
        Assert.Equal((20, SyncState.Offline), (store.GetStatus().Pending, store.GetStatus().State));
        _disk.Free();
        await store.SyncAsync();
        await using var other = await PersistStore.OpenAsync(Options(_elsewhere.File("b.db"), _disk.File("hub.db")));
        await other.SyncAsync();
        Assert.Equal(21, other.Scan().Count());
    }

    private static string Refused(Action write) => Assert.Throws<PersistException>(write).Error.Id;

    private static PersistStoreOptions Options(string path, string? remote) =>
        new() { Name = "disk", Path = path, Remote = remote, Suspended = remote is not null };

    private Task<PersistStore> OpenAsync(string file, string? remote = null) => PersistStore.OpenAsync(Options(_disk.File(file), remote));

    private async Task MakeAsync(string file)
    {
        await using var store = await OpenAsync(file);
        store.Set("k", "1");
    }

    private int WriteUntilFull(PersistStore store)
    {
        for (var i = 0; ; i++)
        {
            if (Fuzz.Cases.RegisteredErrorOf(() => store.Set($"k{i:d3}", Large)) is { } error)
            {
                Assert.Equal("DiskFull", error.Id);
                return i;
            }
        }
    }
}
