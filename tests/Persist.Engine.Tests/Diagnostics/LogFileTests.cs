using Persist.Engine.Diagnostics;
using Persist.Engine.Errors;

namespace Persist.Engine.Tests.Diagnostics;

/// <summary>The log file that a store writes on request.</summary>
public sealed class LogFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_says_what_was_done_a_line_each()
    {
        await using var pair = await DiagnosedPair.OpenAsync("logs/a.log");
        await pair.CollideAsync();
        await pair.Here.DisposeAsync();
        var lines = await File.ReadAllLinesAsync(pair.Folder.File("logs/a.log"));
        Assert.Equal(["100", "208", "202", "202", "101"], lines.Select(line => line.Split(' ')[3].TrimEnd(':')));
        Assert.All(lines, line => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \d+ Information \d+: ", line));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(pair.Folder.File("logs/a.log")));
        }
    }

    [Fact]
    public async Task It_has_no_secrets()
    {
        await using (var store = await PersistStore.OpenAsync(new PersistStoreOptions
        {
            Name = "a",
            Path = _folder.File("a.db"),
            Remote = "postgres://ada:s3cret@127.0.0.1:1/app?connect_timeout=1",
            Suspended = true,
            LogPath = _folder.File("a.log"),
        }))
        {
            await Assert.ThrowsAsync<PersistException>(() => store.SyncAsync());
        }

        var text = await File.ReadAllTextAsync(_folder.File("a.log"));
        Assert.Contains("(RemoteOffline)", text, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.db")]
    [InlineData("a.db-wal")]
    [InlineData("a.db-shm")]
    [InlineData("a.db-sync")]
    [InlineData("a.db-open")]
    [InlineData("a.db-journal")]
    [InlineData("hub.db")]
    [InlineData("hub.db-wal")]
    [InlineData("closed.db")]
    [InlineData("log")]
    public async Task It_is_not_written_into_a_database_nor_a_file_beside_one(string name)
    {
        foreach (var other in new[] { "closed.db", "log.1" }) // where a full log goes
        {
            await using var closed = await PersistStore.OpenAsync(new PersistStoreOptions { Name = "closed", Path = _folder.File(other) });
            closed.Set("k", "1");
        }

        var options = new PersistStoreOptions { Name = "a", Path = _folder.File("a.db"), Remote = _folder.File("hub.db"), Suspended = true };
        var failure = await Assert.ThrowsAsync<PersistException>(() => PersistStore.OpenAsync(options with { LogPath = _folder.File(name) }));
        Assert.Equal(PersistErrors.LogNotWritable, failure.Error);
        await using (var store = await PersistStore.OpenAsync(options with { LogPath = _folder.File("a.log") }))
        {
            store.Set("k", "1");
            await store.SyncAsync();
        }

        await using var sound = await PersistStore.OpenAsync(new PersistStoreOptions { Name = "closed", Path = _folder.File("closed.db") });
        Assert.Empty((await sound.TestAsync()).Problems);
    }

    [Fact]
    public void A_message_stays_one_line_and_a_defect_is_whole()
    {
        using (var file = new LogFile(_folder.File("a.log")))
        {
            file.Write(Entry("a key\r\nwith lines\u2028of its own"));
            file.Write(Entry("a defect") with { Failure = new InvalidOperationException("first\nsecond") });
        }

        var lines = File.ReadAllLines(_folder.File("a.log"));
        Assert.EndsWith(": a key with lines of its own", lines[0], StringComparison.Ordinal);
        Assert.Equal(["    System.InvalidOperationException: first", "    second"], lines[2..]);
    }

    [Fact]
    public void A_full_file_makes_room_once()
    {
        using (var one = new LogFile(_folder.File("a.log"), limit: 500))
        using (var two = new LogFile(_folder.File("a.log"), limit: 500))
        {
            for (var i = 0; i < 20; i++)
            {
                (i % 2 == 0 ? one : two).Write(Entry($"message {i}"));
            }
        }

        var kept = File.ReadAllLines(_folder.File("a.log.1")).Concat(File.ReadAllLines(_folder.File("a.log"))).Select(line => line.Split(": ")[1]).ToList();
        Assert.Equal(Enumerable.Range(20 - kept.Count, kept.Count).Select(i => $"message {i}"), kept);
        Assert.InRange(new FileInfo(_folder.File("a.log.1")).Length, 500, 600);
    }

    [Fact]
    public void A_file_that_cannot_make_room_goes_on_when_it_can_and_says_what_was_lost()
    {
        var (folder, away) = (_folder.File("logs"), _folder.File("away"));
        using (var file = new LogFile(Path.Combine(folder, "a.log"), limit: 100))
        {
            file.Write(Entry(new string('x', 100)));
            Directory.Move(folder, away); // the full file cannot be moved, nor another one be made
            file.Write(Entry("lost"));
            file.Write(Entry("lost too"));
            Directory.Move(away, folder);
            file.Write(Entry("kept"));
        }

        Assert.Equal(
            ["2 message(s) before this one could not be written", "kept"],
            File.ReadAllLines(Path.Combine(folder, "a.log")).Select(line => line.Split(": ")[1]));
    }

    [Fact]
    public async Task A_file_that_cannot_be_opened_is_told_when_the_store_is()
    {
        await File.WriteAllTextAsync(_folder.File("taken"), "");
        var options = new PersistStoreOptions { Name = "a", Path = _folder.File("a.db"), LogPath = _folder.File("taken/a.log") };
        Assert.Equal("LogNotWritable", (await Assert.ThrowsAsync<PersistException>(() => PersistStore.OpenAsync(options))).Error.Id);
        await using var store = await PersistStore.OpenAsync(options with { LogPath = null });
    }

    private static LogEntry Entry(string message) => new(DateTimeOffset.UnixEpoch, LogSeverity.Warning, 300, message, null);
}
