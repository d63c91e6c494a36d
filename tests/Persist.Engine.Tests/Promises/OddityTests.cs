using Persist.Engine.Conflicts;
using Persist.Engine.Errors;
using Persist.Engine.Sync;

namespace Persist.Engine.Tests.Promises;

/// <summary>What testers ran into.</summary>
public sealed class OddityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("-wal")]
    public async Task A_write_to_a_file_that_was_deleted_is_refused(string suffix)
    {
        await using var store = await OpenAsync("a");
        store.Set("k", "1");
        File.Delete(store.Path + suffix);
        Assert.Equal("StoreGone", Assert.Throws<PersistException>(() => store.Set("k2", "2")).Error.Id);
    }

    [Fact]
    public async Task A_read_of_a_file_that_was_deleted_does_not_speak_of_permissions()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // it does not delete files that are open
        }

        await using var store = await OpenAsync("a");
        store.Set("k", "1");
        using var items = store.Scan().GetEnumerator(); // has the connection that was open
        Assert.True(items.MoveNext());
        File.Delete(store.Path);
        Assert.Equal("StoreGone", Assert.Throws<PersistException>(() => store.Get("k")).Error.Id);
    }

    [Fact]
    public async Task A_write_to_a_file_that_was_replaced_is_refused()
    {
        await using var store = await OpenAsync("a");
        store.Set("k", "1");
        File.Copy(store.Path, _folder.File("backup"));
        if (OperatingSystem.IsWindows())
        {
            Assert.Throws<IOException>(() => File.Move(_folder.File("backup"), store.Path, overwrite: true));
            return;
        }

        File.Move(_folder.File("backup"), store.Path, overwrite: true);
        Assert.Equal("StoreGone", Assert.Throws<PersistException>(() => store.Set("k2", "2")).Error.Id);
    }

    [Fact]
    public async Task A_hub_that_is_away_is_not_replaced_by_an_empty_one()
    {
        await using (var store = await OpenAsync("a"))
        {
            store.Set("k", "1");
            await store.SyncAsync();
        }

        File.Delete(_folder.File("hub.db"));
        await using var again = await OpenAsync("a");
        Assert.Equal("RemoteOffline", (await Assert.ThrowsAsync<PersistException>(() => again.SyncAsync())).Error.Id);
        Assert.False(File.Exists(_folder.File("hub.db")));
        Assert.Equal(SyncState.Offline, again.GetStatus().State);
    }

    [Fact]
    [Trait("Scenario", "9")]
    public async Task While_a_merge_fails_the_item_is_pending_and_one_conflict_is_open_however_often_it_is_edited()
    {
        var fails = true;
        MergeFunction merge = (_, _) => fails ? throw new InvalidOperationException("no") : new(MergeResult.UseLocal);
        await using var one = await OpenAsync("a");
        await using var two = await OpenAsync("b", merge);
        one.Set("k", "1");
        await one.SyncAsync();
        two.Set("k", "2");
        await two.SyncAsync();
        for (var i = 3; i < 6; i++)
        {
            two.Set("k", $"{i}");
            await two.SyncAsync();
            var open = Assert.Single(two.GetConflicts());
            Assert.Equal((ConflictState.Open, "no", $"{i}"), (open.State, open.Reason, open.Local.Json));
            Assert.Equal((1, 1), (two.GetStatus().Pending, two.GetStatus().OpenConflicts));
        }

        two.Resume();
        Assert.Equal("ConflictsOpen", (await Assert.ThrowsAsync<PersistException>(() => two.WaitForSyncAsync(TimeSpan.FromMinutes(1)))).Error.Id);
        fails = false;
        two.Set("k", "6");
        await two.WaitForSyncAsync(TimeSpan.FromMinutes(1));
        var resolved = Assert.Single(two.GetConflicts());
        Assert.Equal((ConflictState.Resolved, "6"), (resolved.State, resolved.Resolved!.Json));
        Assert.Equal((0, 0), (two.GetStatus().Pending, two.GetStatus().OpenConflicts));
        await one.SyncAsync();
        Assert.Equal("6", one.Get("k")!.Json);
    }

    private Task<PersistStore> OpenAsync(string file, MergeFunction? merge = null) => PersistStore.OpenAsync(new PersistStoreOptions
    {
        Name = "odd",
        Path = _folder.File(file + ".db"),
        Remote = _folder.File("hub.db"),
        Strategy = merge is null ? SyncStrategy.LastWriteWins : SyncStrategy.Custom,
        Merge = merge,
        Suspended = true,
    });
}
