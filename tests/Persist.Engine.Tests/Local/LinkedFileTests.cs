using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Persist.Engine.Errors;
using Persist.Engine.Sqlite;
using Persist.Engine.Transfer;

namespace Persist.Engine.Tests.Local;

/// <summary>Hard links: SQLite would keep a log beside each of two names, and one would overwrite what the other has written.</summary>
public sealed class LinkedFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_that_is_open_here_is_refused_under_another_name()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var (path, hub) = (_folder.File("app.db"), _folder.File("hub.db"));
        await using var store = await OpenAsync(path, hub);
        store.Set("k", "1");
        await store.SyncAsync();
        foreach (var (file, link) in new[] { (path, _folder.File("link.db")), (hub, _folder.File("hub-link.db")) })
        {
            Link(file, link);
            Assert.Equal(PersistErrors.StoreInUse, Assert.Throws<PersistException>(() => PersistStore.Delete(link, force: true)).Error);
            Assert.Equal(PersistErrors.PathNotWritable, (await Assert.ThrowsAsync<PersistException>(() => store.ExportAsync(link, new ExportOptions { Overwrite = true }))).Error);
        }

        var failures = new[]
        {
            await Assert.ThrowsAsync<PersistException>(() => OpenAsync(_folder.File("link.db"), null)),
            await Assert.ThrowsAsync<PersistException>(() => OpenAsync(_folder.File("other.db"), _folder.File("hub-link.db"))),
        };
        Assert.All(failures, failure => Assert.Equal(PersistErrors.StoreLinked, failure.Error));
        Assert.Contains($"as '{path}'", failures[0].Message, StringComparison.Ordinal);
        Assert.Contains($"as '{hub}'", failures[1].Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("link.db-open")));
        store.Set("k", "2");
        await store.SyncAsync();
        Assert.Equal("2", store.Get("k")?.Json);
        Assert.Empty((await store.TestAsync()).Problems);
    }

    [Fact]
    public async Task A_file_that_another_program_has_open_under_another_name_is_refused_and_works_when_it_does_not()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var (path, link) = (_folder.File("app.db"), _folder.File("link.db"));
        await using (var store = await OpenAsync(path, null))
        {
            store.Set("k", "1");
        }

        Link(path, link);
        using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            SqliteFile.Execute(connection, "UPDATE meta SET value = value");
            var failure = await Assert.ThrowsAsync<PersistException>(() => OpenAsync(link, null));
            Assert.Equal(PersistErrors.StoreLinked, failure.Error);
            Assert.Contains("another process", failure.Message, StringComparison.Ordinal);
        }

        await using var again = await OpenAsync(link, null);
        Assert.Equal("1", again.Get("k")?.Json);
    }

    private static Task<PersistStore> OpenAsync(string path, string? remote) =>
        PersistStore.OpenAsync(new PersistStoreOptions { Name = "app", Path = path, Remote = remote, Suspended = true });

    private static void Link(string file, string link)
    {
        using var process = Process.Start("ln", [file, link]);
        process.WaitForExit();
    }
}
