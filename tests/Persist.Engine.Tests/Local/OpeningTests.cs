using Microsoft.Data.Sqlite;
using Persist.Engine.Errors;
using Persist.Engine.Local;
using Persist.Engine.Local.Files;
using Persist.Engine.Local.Tables;
using Persist.Engine.Sqlite;
using Persist.Engine.Transfer;

namespace Persist.Engine.Tests.Local;

public sealed class OpeningTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Opening_does_not_read_the_whole_queue()
    {
        var path = _folder.File("app.db");
        await using var store = await PersistStore.OpenAsync(new PersistStoreOptions { Name = "app", Path = path });
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var plan = new Statement(connection, $"EXPLAIN QUERY PLAN {OpTable.RetryParkedSql}");
        using var row = plan.Query();
        Assert.True(row.Read());
        Assert.Contains("op_parked", row.GetString(3), StringComparison.Ordinal);
    }

    [Fact]
    public void An_opening_that_fails_leaves_nothing_open()
    {
        var path = _folder.File("app.db");
        using (Open(path)) // so that the second opening is not alone, and finds out late
        {
            Execute(path, "ALTER TABLE position RENAME TO elsewhere");
            Assert.Throws<PersistException>(() => Open(path));
            Execute(path, "ALTER TABLE elsewhere RENAME TO position");
        }

        using var alone = FileLock.TryExclusive(FileLock.PresencePath(path));
        Assert.NotNull(alone);
    }

    [Fact]
    public async Task A_hub_is_no_store_and_a_store_is_no_hub()
    {
        var (path, hub) = (_folder.File("app.db"), _folder.File("hub.db"));
        await using (var store = await OpenAsync(path, hub))
        {
            await store.SyncAsync();
            Assert.Equal($"'{hub}' cannot be used here: {FileMark.HubAsStore}. Give another path; the file was not changed.", (await RefusalAsync(hub, null)).Message);
            Assert.Contains("own local file", (await RefusalAsync(_folder.File("same.db"), _folder.File("same.db"))).Message, StringComparison.Ordinal);
        }

        Assert.Equal($"'{hub}' cannot be used here: {FileMark.HubAsStore}. Give another path; the file was not changed.", (await RefusalAsync(hub, null)).Message);
        await using var other = await OpenAsync(_folder.File("other.db"), path);
        var failure = await Assert.ThrowsAsync<PersistException>(() => other.SyncAsync());
        Assert.Equal(PersistErrors.NotAStore, failure.Error);
        Assert.Contains("the local file of a store", failure.Message, StringComparison.Ordinal);

        async Task<PersistException> RefusalAsync(string file, string? remote) =>
            await Assert.ThrowsAsync<PersistException>(() => OpenAsync(file, remote));
    }

    /// <summary>Whoever closes such a file frees SQLite's locks on it: another process would then delete the log below this one.</summary>
    [Fact]
    public async Task What_SQLite_has_open_here_is_neither_imported_nor_written_over()
    {
        var (path, hub) = (_folder.File("app.db"), _folder.File("hub.db"));
        await using var store = await OpenAsync(path, hub);
        await store.SyncAsync();
        foreach (var file in new[] { path, path + "-wal", path + "-shm", path + "-open", hub, hub + "-wal", hub + "-shm" })
        {
            Assert.True(File.Exists(file), file);
            var (imported, exported) = (
                await Assert.ThrowsAsync<PersistException>(() => store.ImportAsync(file)),
                await Assert.ThrowsAsync<PersistException>(() => store.ExportAsync(file, new ExportOptions { Overwrite = true })));
            Assert.Equal((PersistErrors.NotAnExport, PersistErrors.PathNotWritable), (imported.Error, exported.Error));
            Assert.Contains("this process has open", imported.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>The power went while the file was being made: its first sector never reached the disk, the journal that takes the rest back did.</summary>
    [Fact]
    public async Task A_file_of_whose_first_page_a_power_cut_has_lost_the_beginning_is_made_anew()
    {
        var (path, made) = (_folder.File("app.db"), _folder.File("made.db"));
        using (var connection = new SqliteConnection($"Data Source={made};Pooling=False"))
        {
            connection.Open();
            // What does not fit goes into the file before the end of the transaction, behind the journal.
            SqliteFile.Execute(connection, "PRAGMA cache_size=1; BEGIN; CREATE TABLE t (a); INSERT INTO t SELECT randomblob(5000) FROM (VALUES (1), (2), (3), (4), (5), (6), (7), (8))");
            var content = File.ReadAllBytes(made);
            content.AsSpan(0, SqliteFile.SmallestPage).Clear();
            File.WriteAllBytes(path, content);
            File.Copy(made + "-journal", path + "-journal");
        }

        await using var store = await PersistStore.OpenAsync(new PersistStoreOptions { Name = "app", Path = path });
        store.Set("k", "1");
        Assert.Equal(["k"], store.Scan().Select(item => item.Key));
    }

    private static Task<PersistStore> OpenAsync(string path, string? remote) =>
        PersistStore.OpenAsync(new PersistStoreOptions { Name = "app", Path = path, Remote = remote, Suspended = true });

    private static LocalStore Open(string path) => LocalStore.Open(path, "app", Durability.Full, _ => SyncStrategy.LastWriteWins, TimeProvider.System);

    private static void Execute(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        SqliteFile.Execute(connection, sql);
    }
}
