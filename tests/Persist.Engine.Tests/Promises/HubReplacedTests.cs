using Persist.Engine.Errors;
using Persist.Engine.Sync;

namespace Persist.Engine.Tests.Promises;

/// <summary>A hub that was made anew while a store had it open.</summary>
public sealed class HubReplacedTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Another_hub_in_the_place_of_the_known_one_is_no_unforeseen_fault_and_local_use_goes_on()
    {
        await using var store = await OpenAsync("a");
        await store.SyncAsync();
        foreach (var suffix in new[] { "", "-wal", "-shm" })
        {
            File.Delete(_folder.File("hub.db" + suffix));
        }

        await using (var other = await OpenAsync("b"))
        {
            await other.SyncAsync();
        }

        store.Set("k", "1");
        for (var i = 0; i < 2; i++)
        {
            var failure = await Record.ExceptionAsync(() => store.SyncAsync());
            Assert.True(failure is null or PersistException, failure?.ToString());
        }

        Assert.Equal("1", store.Get("k")!.Json);
        Assert.NotEqual(SyncState.Syncing, store.GetStatus().State);
    }

    private Task<PersistStore> OpenAsync(string file) => PersistStore.OpenAsync(new PersistStoreOptions
    {
        Name = "replaced",
        Path = _folder.File(file + ".db"),
        Remote = _folder.File("hub.db"),
        Suspended = true,
    });
}
