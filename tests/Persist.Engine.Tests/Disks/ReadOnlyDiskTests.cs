using Persist.Engine.Errors;

namespace Persist.Engine.Tests.Disks;

/// <summary>What lies on a disk that cannot be written to can be read.</summary>
public sealed class ReadOnlyDiskTests : IDisposable
{
    private readonly SmallDisk _disk = new();

    public void Dispose() => _disk.Dispose();

    [SmallDiskFact]
    public async Task A_closed_store_is_read_and_takes_up_writing_when_the_disk_does()
    {
        await using (var store = await OpenAsync("a.db"))
        {
            store.Set("k", "1");
        }

        _disk.MakeReadOnly();
        await using var again = await OpenAsync("a.db");
        Assert.Equal("PathNotWritable", again.ReadOnlyBecause?.Error.Id);
        Assert.Equal("1", again.Get("k")!.Json);
        Assert.Equal(1, again.GetStatus().Pending);
        Assert.Equal("PathNotWritable", Assert.Throws<PersistException>(() => again.Set("k", "2")).Error.Id);
        _disk.MakeWritable();
        again.Set("k", "2");
        Assert.Null(again.ReadOnlyBecause);
        Assert.Equal("2", again.Get("k")!.Json);
    }

    [SmallDiskFact]
    public async Task A_store_that_was_not_closed_is_read_with_what_its_log_holds()
    {
        await using (var killed = await OpenAsync("live.db"))
        {
            killed.Set("k", "1");
            foreach (var suffix in new[] { "", "-wal", "-shm" })
            {
                File.Copy(_disk.File("live.db" + suffix), _disk.File("a.db" + suffix));
            }
        }

        _disk.MakeReadOnly();
        await using var store = await OpenAsync("a.db");
        Assert.Equal("1", store.Get("k")!.Json);
        Assert.Equal("PathNotWritable", Assert.Throws<PersistException>(() => store.Remove("k")).Error.Id);
        _disk.MakeWritable();
        Assert.True(store.Remove("k"));
    }

    [SmallDiskFact]
    public async Task A_new_store_another_name_and_another_file_are_refused_with_their_errors()
    {
        await (await OpenAsync("a.db")).DisposeAsync();
        await File.WriteAllTextAsync(_disk.File("text.db"), new string('x', 5000));
        _disk.MakeReadOnly();
        Assert.Equal("PathNotWritable", await RefusedAsync("new.db", "disk"));
        Assert.Equal("StoreNameMismatch", await RefusedAsync("a.db", "other"));
        Assert.Equal("NotAStore", await RefusedAsync("text.db", "disk"));
        _disk.MakeWritable();
    }

    [Fact]
    public async Task A_folder_that_may_not_be_written_to_is_what_the_error_names()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            return; // an administrator may write everywhere
        }

        using var folder = new TemporaryFolder();
        File.SetUnixFileMode(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var failure = await Assert.ThrowsAsync<PersistException>(() => PersistStore.OpenAsync(new PersistStoreOptions { Name = "a", Path = folder.File("a.db") }));
        Assert.StartsWith($"'{folder.Path}' cannot be written: ", failure.Message, StringComparison.Ordinal);
    }

    [SmallDiskFact]
    public async Task A_hub_that_cannot_be_written_to_says_so()
    {
        using var elsewhere = new TemporaryFolder();
        var options = new PersistStoreOptions { Name = "disk", Path = elsewhere.File("a.db"), Remote = _disk.File("hub.db"), Suspended = true };
        await using (var before = await PersistStore.OpenAsync(options))
        {
            before.Set("k", "1");
            await before.SyncAsync();
            before.Set("k", "2");
        }

        _disk.MakeReadOnly();
        await using var store = await PersistStore.OpenAsync(options);
        Assert.Equal("PathNotWritable", (await Assert.ThrowsAsync<PersistException>(() => store.SyncAsync())).Error.Id);
        _disk.MakeWritable();
        Assert.Equal(1, (await store.SyncAsync()).Pushed);
    }

    [SmallDiskFact]
    public async Task What_a_damaged_store_holds_can_be_taken_from_it()
    {
        await using (var store = await OpenAsync("a.db"))
        {
            store.Set("k", "1");
        }

        _disk.MakeReadOnly();
        using (var salvaged = PersistStore.Salvage(_disk.File("a.db")))
        {
            Assert.Equal("1", Assert.Single(salvaged.ReadItems()).Json);
        }

        _disk.MakeWritable();
    }

    private async Task<string> RefusedAsync(string file, string name) =>
        (await Assert.ThrowsAsync<PersistException>(() => OpenAsync(file, name))).Error.Id;

    private Task<PersistStore> OpenAsync(string file, string name = "disk") =>
        PersistStore.OpenAsync(new PersistStoreOptions { Name = name, Path = _disk.File(file) });
}
