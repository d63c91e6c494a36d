using System.Text;
using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Engine.Local;
using Persist.Engine.Local.Files;
using Persist.Engine.Local.Tables;
using Persist.Engine.Sqlite;
using Persist.Engine.Tests.Scenarios;
using Persist.Engine.Tests.Sync;

namespace Persist.Engine.Tests.Promises;

/// <summary>A file that is open stays whole, whoever else comes near it.</summary>
public sealed class PresenceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_store_is_not_opened_where_no_lock_keeps_others_away()
    {
        using var process = WorkerProcess.Start(
            _folder.File("hub.db"), new Dictionary<string, string> { ["DOTNET_SYSTEM_IO_DISABLEFILELOCKING"] = "1" }, "count", _folder.File("a.db"), "s", "k", "1", "1", "1");
        Assert.Contains("Locks on files do not hold", await process.ComplaintAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_is_opened_while_another_process_opens_or_closes_it_cannot_be_deleted()
    {
        var path = _folder.File("a.db");
        Task<LocalStore> opening;
        using (FileLock.TryExclusive(path + "-open"))
        {
            // It waits for the lock that says that it is there.
            opening = Task.Run(() =>
                LocalStore.Open(path, "presence", Durability.Full, _ => SyncStrategy.LastWriteWins, new ManualClock()));
            SpinWait.SpinUntil(() => File.Exists(path + "-wal"), TimeSpan.FromSeconds(20));
            Assert.False(opening.IsCompleted);
        }

        using var store = await opening;
        Assert.Equal("StoreInUse", Assert.Throws<PersistException>(() => LocalStore.Delete(path)).Error.Id);
    }

    [Fact]
    public async Task An_opening_that_another_process_took_for_one_of_the_past_is_in_use()
    {
        var path = _folder.File("a.db");
        Task<LocalStore> opening;
        using (FileLock.TryExclusive(path + "-open"))
        {
            opening = Task.Run(() => LocalStore.Open(path, "presence", Durability.Full, _ => SyncStrategy.LastWriteWins, new ManualClock()));
            SpinWait.SpinUntil(() => File.Exists(path + "-wal"), TimeSpan.FromSeconds(20));
            // As whoever has the file alone does between the two locks of an opening: it comes and goes.
            using var tables = new LocalTables(LocalFile.Open(path, "presence", Durability.Full, alone: true, RandomIds.Secure, salt: 1), salt: 1);
            LocalFile.MarkClosed(tables, isDamaged: false);
        }

        using var store = await opening;
        store.Write(items => items.Set("k", "1", force: false));
        using var reader = SqliteFile.OpenReader(path);
        Assert.Equal(1L, SqliteFile.Scalar(reader, "SELECT count(*) FROM opening WHERE salt<>1 AND last IS NULL"));
        Assert.Equal(1L, SqliteFile.Scalar(reader, "SELECT value FROM meta WHERE name='dirty'"));
    }

    [Fact]
    public async Task Deleting_an_open_store_is_refused_without_opening_its_file()
    {
        await using var store = await OpenAsync(_folder.File("a.db"));
        store.Set("k", "1");
        var locks = Locks(store.Path);
        Assert.NotEqual(0, locks);
        Assert.Equal("StoreInUse", Assert.Throws<PersistException>(() => PersistStore.Delete(store.Path, force: true)).Error.Id);
        Assert.Equal("StoreInUse", Assert.Throws<PersistException>(() => PersistStore.Delete(store.Path, force: false)).Error.Id);
        Assert.Equal("StoreAlreadyOpen", (await Assert.ThrowsAsync<PersistException>(() => OpenAsync(store.Path))).Error.Id);
        Assert.Equal(locks, Locks(store.Path));
    }

    [Fact]
    public async Task One_file_behind_a_link_is_one_store()
    {
        var real = Directory.CreateDirectory(_folder.File("real/sub")).FullName;
        Directory.CreateSymbolicLink(_folder.File("link"), _folder.File("real"));
        await using var store = await OpenAsync(Path.Combine(real, "a.db"));
        var second = () => OpenAsync(_folder.File("link/sub/a.db"));
        Assert.Equal("StoreAlreadyOpen", (await Assert.ThrowsAsync<PersistException>(second)).Error.Id);
    }

    [Fact]
    public async Task A_damaged_page_is_reported_in_the_words_of_the_store()
    {
        var path = _folder.File("a.db");
        await using (var store = await OpenAsync(path))
        {
            var value = $"\"{new string('x', 200)}\"";
            store.SetMany([.. Enumerable.Range(0, 5000).Select(i => KeyValuePair.Create($"k{i:d5}", value))]);
        }

        var bytes = await File.ReadAllBytesAsync(path);
        var page = Enumerable.Range(5, (bytes.Length / 4096) - 5).Last(i =>
            Encoding.Latin1.GetString(bytes, i * 4096, 4096) is var text && text.Contains("k00500", StringComparison.Ordinal)
            && text.Contains("xxxxxxxx", StringComparison.Ordinal));
        bytes.AsSpan(page * 4096, 4096).Clear();
        await File.WriteAllBytesAsync(path, bytes);
        await using var damaged = await OpenAsync(path);
        Assert.Throws<PersistException>(() => damaged.Scan().Count());
    }

    private static Task<PersistStore> OpenAsync(string path) =>
        PersistStore.OpenAsync(new PersistStoreOptions { Name = "presence", Path = path });

    // POSIX frees all of a process's locks on a file when it closes any descriptor of it: SQLite's on the database too.
    // Where the system does not list them, the refusals are what is tested.
    private static int Locks(string path) => !OperatingSystem.IsLinux() ? 1 : Directory.GetFiles("/proc/self/fd")
        .Where(descriptor => new FileInfo(descriptor).LinkTarget?.StartsWith(path, StringComparison.Ordinal) == true)
        .Sum(descriptor => File.ReadLines($"/proc/self/fdinfo/{Path.GetFileName(descriptor)}")
            .Count(line => line.Contains("POSIX", StringComparison.Ordinal)));
}
