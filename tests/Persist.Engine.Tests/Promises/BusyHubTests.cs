using Microsoft.Data.Sqlite;
using Persist.Engine.Sync;

namespace Persist.Engine.Tests.Promises;

/// <summary>A hub that another process writes for long.</summary>
public sealed class BusyHubTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_sync_that_waits_for_a_hub_does_not_keep_its_caller()
    {
        await using var store = await PersistStore.OpenAsync(
            new PersistStoreOptions { Name = "busy", Path = _folder.File("a.db"), Remote = _folder.File("hub.db"), Suspended = true });
        await store.SyncAsync();
        store.Set("a", "1");
        Task<SyncResult> syncing;
        await using (var other = new SqliteConnection($"Data Source={_folder.File("hub.db")};Pooling=False"))
        {
            other.Open();
            await using var writing = other.BeginTransaction();
            syncing = store.SyncAsync();
            Assert.False(syncing.IsCompleted);
        }

        Assert.Equal(1, (await syncing).Pushed);
    }
}
