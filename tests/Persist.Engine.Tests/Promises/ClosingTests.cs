using Persist.Engine.Errors;
using Persist.Engine.Local;
using Persist.Engine.Local.Files;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Tests.Promises;

/// <summary>What is under way when a store is closed ends, and says why.</summary>
public sealed class ClosingTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void No_connection_is_left_open_by_those_who_read_while_the_store_is_closed()
    {
        for (var round = 0; round < 50; round++)
        {
            var path = _folder.File($"{round}.db");
            var local = LocalStore.Open(path, "readers", Durability.Normal, _ => SyncStrategy.LastWriteWins, TimeProvider.System);
            using var reading = new CountdownEvent(4);
            var readers = Enumerable.Range(0, reading.InitialCount).Select(_ => new Thread(() => Read(local, reading))).ToList();
            readers.ForEach(reader => reader.Start());
            reading.Wait();
            local.Dispose();
            readers.ForEach(reader => reader.Join());
            using (var last = SqliteFile.OpenReader(path))
            {
                Assert.NotNull(SqliteFile.Scalar(last, "SELECT cursor FROM position"));
            }

            Assert.False(File.Exists(path + "-wal")); // whoever closes the last connection takes it away
        }
    }

    [Fact]
    public async Task A_scan_that_is_read_after_the_closing_says_that_the_store_is_closed()
    {
        var store = await OpenAsync(_folder.File("hub.db"), suspended: true);
        store.Set("k", "1");
        var items = store.Scan();
        await store.DisposeAsync();
        Assert.Equal("StoreClosed", Assert.Throws<PersistException>(() => items.ToList()).Error.Id);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Waiting_for_a_sync_ends_with_the_store(bool suspended)
    {
        var store = await OpenAsync(_folder.File("away/hub.db"), suspended);
        var wait = store.WaitForSyncAsync(TimeSpan.FromMinutes(10));
        await store.DisposeAsync();
        Assert.Equal("StoreClosed", (await Assert.ThrowsAsync<PersistException>(() => wait.WaitAsync(Soon))).Error.Id);
    }

    [Fact]
    public async Task A_sync_that_waits_for_another_process_ends_with_the_store()
    {
        var store = await OpenAsync(_folder.File("hub.db"), suspended: true);
        using var other = FileLock.TryExclusive(store.Path + "-sync");
        var sync = store.SyncAsync();
        await store.DisposeAsync().AsTask().WaitAsync(Soon);
        Assert.Equal("StoreClosed", (await Assert.ThrowsAsync<PersistException>(() => sync)).Error.Id);
    }

    [Fact]
    public async Task A_store_whose_folder_was_deleted_can_be_closed()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // it does not delete files that are open
        }

        var store = await OpenAsync(_folder.File("hub.db"), suspended: true);
        store.Set("k", "1");
        Directory.Delete(_folder.Path, recursive: true);
        await store.DisposeAsync();
        Assert.False(store.IsOpen);
        Directory.CreateDirectory(_folder.Path);
    }

    private Task<PersistStore> OpenAsync(string remote, bool suspended) => PersistStore.OpenAsync(new PersistStoreOptions
    {
        Name = "closing",
        Path = _folder.File("a.db"),
        Remote = remote,
        Suspended = suspended,
    });

    private static void Read(LocalStore local, CountdownEvent reading)
    {
        local.Contains("k");
        reading.Signal();
        while (true)
        {
            try
            {
                local.Contains("k");
            }
            catch (PersistException closed) when (closed.Is(PersistErrors.StoreClosed))
            {
                return;
            }
        }
    }
}
