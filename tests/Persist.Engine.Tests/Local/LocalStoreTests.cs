using Persist.Engine.Errors;
using Persist.Engine.Sqlite;
using Persist.Engine.Sync;

namespace Persist.Engine.Tests.Local;

public sealed class LocalStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Scenario", "23")]
    public async Task What_is_written_is_read_back_to_the_letter()
    {
        await using var store = await OpenAsync();
        const string json = """{ "b":1.50, "a" : "é\u0000", "A":[ ] }""";
        store.Set("k", json);
        Assert.Equal(json, store.Get("k")!.Json);
    }

    [Fact]
    public async Task A_closed_store_has_everything_when_it_is_opened_again()
    {
        await using (var store = await OpenAsync())
        {
            store.SetMany([.. Enumerable.Range(0, 1000).Select(i => KeyValuePair.Create($"k{i:d4}", $"{i}"))]);
        }

        await using var again = await OpenAsync();
        Assert.Equal(1000, again.Scan().Count());
        Assert.Equal(1000, again.GetStatus().Pending);
        Assert.Equal(SyncState.Local, again.GetStatus().State);
    }

    [Fact]
    public async Task Writes_to_one_key_wait_as_one_operation()
    {
        await using var store = await OpenAsync();
        store.Set("k", "1");
        store.Set("k", "2");
        var queued = Assert.Single(store.GetQueue());
        Assert.Equal(("k", "Set", "2"), (queued.Key, queued.Operation, queued.Json));
    }

    [Fact]
    public async Task An_item_that_is_made_and_deleted_before_a_sync_is_one_deletion_to_send()
    {
        await using var store = await OpenAsync();
        store.Set("k", "1");
        Assert.True(store.Remove("k"));
        Assert.Equal("Remove", Assert.Single(store.GetQueue()).Operation); // a copy of the file may have sent what it deletes
        Assert.Null(store.Get("k"));
        Assert.False(store.Remove("k"));
    }

    [Fact]
    [Trait("Scenario", "23")]
    public async Task Keys_are_told_apart_by_case_and_united_by_normal_form()
    {
        await using var store = await OpenAsync();
        store.Set("a", "1");
        store.Set("A", "2");
        store.Set("e\u0301", "3");
        Assert.Equal("1", store.Get("a")!.Json);
        Assert.Equal("2", store.Get("A")!.Json);
        Assert.Equal("3", store.Get("\u00e9")!.Json);
    }

    [Fact]
    public async Task A_scan_streams_the_keys_with_a_prefix_in_order()
    {
        await using var store = await OpenAsync();
        foreach (var key in new[] { "b/2", "a", "b/1", "b", "b\U0010FFFF", "c" })
        {
            store.Set(key, "1");
        }

        Assert.Equal(["b", "b/1", "b/2", "b\U0010FFFF"], store.Scan("b").Select(item => item.Key));
        Assert.Equal(["b/1", "b/2"], store.FindKeys("b/", 10));
    }

    [Theory]
    [InlineData("", "1", "InvalidKey")]
    [InlineData("a\0b", "1", "InvalidKey")]
    [InlineData("a<half>", "1", "InvalidKey")]
    [InlineData("k", "{", "InvalidValue")]
    [InlineData("k", "1 2", "InvalidValue")]
    [InlineData("k", "\"<half>\"", "InvalidValue")]
    [InlineData("k", "NaN", "InvalidValue")]
    [Trait("Scenario", "23")]
    public async Task What_cannot_be_stored_is_refused_with_its_id_and_nothing_is_written(string key, string json, string id)
    {
        // Half of a surrogate pair does not survive in an attribute.
        (key, json) = (key.Replace("<half>", "\ud800"), json.Replace("<half>", "\ud800"));
        await using var store = await OpenAsync();
        var failure = Assert.Throws<PersistException>(() => store.SetMany([KeyValuePair.Create("ok", "1"), KeyValuePair.Create(key, json)]));
        Assert.Equal(id, failure.Error.Id);
        Assert.Empty(store.Scan());
    }

    [Fact]
    [Trait("Scenario", "23")]
    public async Task A_key_or_value_beyond_its_limit_is_refused_and_one_at_the_limit_is_not()
    {
        await using var store = await OpenAsync();
        store.Set(new string('k', 1024), "1");
        Assert.Equal("KeyTooLong", Assert.Throws<PersistException>(() => store.Set(new string('é', 513), "1")).Error.Id);
        var largest = "\"" + new string('x', (16 * 1024 * 1024) - 2) + "\"";
        store.Set("k", largest);
        Assert.Equal("ValueTooLarge", Assert.Throws<PersistException>(() => store.Set("k", "\"x" + largest[1..])).Error.Id);
        Assert.Equal(largest, store.Get("k")!.Json);
    }

    [Fact]
    public async Task Another_programs_database_is_refused_and_not_changed()
    {
        var path = _folder.File("other.db");
        using (var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={path};Pooling=False"))
        {
            other.Open();
            using var command = other.CreateCommand();
            command.CommandText = "CREATE TABLE t (x); INSERT INTO t VALUES (1)";
            command.ExecuteNonQuery();
        }

        var before = File.ReadAllBytes(path);
        var failure = await Assert.ThrowsAsync<PersistException>(() => OpenAsync("other.db"));
        Assert.Equal("NotAStore", failure.Error.Id);
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_not_changed()
    {
        File.WriteAllText(_folder.File("notes.txt"), "hello");
        Assert.Equal("NotAStore", (await Assert.ThrowsAsync<PersistException>(() => OpenAsync("notes.txt"))).Error.Id);
        Assert.Equal("hello", File.ReadAllText(_folder.File("notes.txt")));
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_refused()
    {
        await (await OpenAsync()).DisposeAsync();
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_folder.File("test.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version=99";
            command.ExecuteNonQuery();
        }

        Assert.Equal("NewerSchema", (await Assert.ThrowsAsync<PersistException>(() => OpenAsync())).Error.Id);
    }

    [Fact]
    public async Task A_file_of_another_store_is_refused()
    {
        await (await OpenAsync()).DisposeAsync();
        var options = new PersistStoreOptions { Name = "another", Path = _folder.File("test.db") };
        Assert.Equal("StoreNameMismatch", (await Assert.ThrowsAsync<PersistException>(() => PersistStore.OpenAsync(options))).Error.Id);
    }

    [Fact]
    public async Task One_file_is_opened_once_in_a_process()
    {
        await using var store = await OpenAsync();
        Assert.Equal("StoreAlreadyOpen", (await Assert.ThrowsAsync<PersistException>(() => OpenAsync())).Error.Id);
    }

    [Fact]
    public async Task A_closed_store_can_be_deleted_but_not_with_changes_that_exist_nowhere_else()
    {
        await using (var store = await OpenAsync())
        {
            store.Set("k", "1");
            Assert.Equal("StoreInUse", Assert.Throws<PersistException>(() => PersistStore.Delete(store.Path, force: true)).Error.Id);
        }

        Assert.Equal("PendingChanges", Assert.Throws<PersistException>(() => PersistStore.Delete(_folder.File("test.db"), force: false)).Error.Id);
        PersistStore.Delete(_folder.File("test.db"), force: true);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    /// <summary>Another process has it open: its content, and whose it is, are in the log until that is moved into the file.</summary>
    [Theory]
    [InlineData(FileMark.Hub)]
    [InlineData(0)]
    public async Task A_young_database_that_is_no_store_is_neither_opened_nor_deleted(long owner)
    {
        var path = _folder.File("young.db");
        using var other = SqliteFile.OpenWriter(path, isFull: false);
        SqliteFile.Execute(other, $"PRAGMA application_id={owner}; CREATE TABLE t (a)");
        foreach (var force in new[] { true, false })
        {
            Assert.Equal("NotAStore", Assert.Throws<PersistException>(() => PersistStore.Delete(path, force)).Error.Id);
        }

        Assert.Equal("NotAStore", (await Assert.ThrowsAsync<PersistException>(() => OpenAsync("young.db"))).Error.Id);
        Assert.False(File.Exists(path + "-open"));
        Assert.Equal(0L, SqliteFile.Scalar(other, "SELECT count(*) FROM t"));
    }

    [Fact]
    public async Task A_file_that_is_no_store_is_not_deleted()
    {
        var file = _folder.File("letter.txt");
        await File.WriteAllTextAsync(file, "dear all");
        Assert.Equal("NotAStore", Assert.Throws<PersistException>(() => PersistStore.Delete(file, force: false)).Error.Id);
        Assert.Equal([file], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_path_through_a_link_is_the_same_file()
    {
        await using var store = await OpenAsync("real/test.db");
        Directory.CreateSymbolicLink(_folder.File("link"), _folder.File("real"));
        Assert.Equal("StoreAlreadyOpen", (await Assert.ThrowsAsync<PersistException>(() => OpenAsync("link/test.db"))).Error.Id);
    }

    [Fact]
    public async Task The_file_is_readable_by_its_owner_only()
    {
        await using var store = await OpenAsync();
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(store.Path));
        }
    }

    [Fact]
    public async Task Many_threads_write_and_read_at_once_and_nothing_is_lost()
    {
        await using var store = await OpenAsync();
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, thread =>
        {
            for (var i = 0; i < 50; i++)
            {
                store.Set($"{thread}/{i}", $"{i}");
                Assert.Equal($"{i}", store.Get($"{thread}/{i}")!.Json);
            }
        });
        Assert.Equal(400, store.Scan().Count());
        Assert.Equal(400, store.GetQueue().Count());
    }

    private Task<PersistStore> OpenAsync(string name = "test.db") =>
        PersistStore.OpenAsync(new PersistStoreOptions { Name = "test", Path = _folder.File(name) });
}
