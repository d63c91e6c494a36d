using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;

namespace Persist.Engine.Tests.Fuzz;

/// <summary>Whatever lies at a path, as a store or as a hub: it is used, or refused in time with an error, and not changed.</summary>
public sealed class FileFuzzTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Any_name_and_any_path() => await Cases.RunAsync(300, async random =>
    {
        var (name, path) = (Corpus.Mutated(Corpus.Texts, random), Corpus.Mutated(Corpus.Texts, random));
        await TryAsync(random.Next(2) == 0 ? name : "fuzz", random.Next(4) == 0 ? path : _folder.File(path.Replace("..", "", StringComparison.Ordinal).Replace('\\', '_').TrimStart('/')));
    });

    [Theory]
    [InlineData("")]
    [InlineData("text")]
    [InlineData("S")]
    [InlineData("SQLite format 3\0")]
    public async Task Text(string content)
    {
        await File.WriteAllTextAsync(_folder.File("a.db"), content);
        await RefusedUnchangedAsync("a.db", mayBeEmpty: content.Length == 0);
    }

    [Fact]
    public async Task Random_bytes_and_files_that_were_cut_or_garbled()
    {
        await using var sound = await SoundStore.MakeAsync(40);
        await Cases.RunAsync(120, async random =>
        {
            var bytes = new byte[random.Next(3) == 0 ? random.Next(200) : random.Next(20_000)];
            random.NextBytes(bytes);
            await File.WriteAllBytesAsync(_folder.File("a.db"), random.Next(2) == 0 ? bytes : Damage.Some(sound.Bytes, random, out _));
            File.Delete(_folder.File("a.db-wal"));
            await UseAsync(_folder.File("a.db"), SoundStore.Name);
            await UseAsHubAsync(_folder.File("a.db"));
        });
    }

    [Fact]
    public async Task Another_programs_database_a_hub_as_a_store_and_a_store_as_a_hub()
    {
        using (var foreign = new SqliteConnection($"Data Source={_folder.File("foreign.db")};Pooling=false"))
        {
            foreign.Open();
            using var create = foreign.CreateCommand();
            create.CommandText = "CREATE TABLE meta (name, value); CREATE TABLE cell (x); PRAGMA user_version=1";
            create.ExecuteNonQuery();
        }

        await RefusedUnchangedAsync("foreign.db");
        await using (var store = await PersistStore.OpenAsync(
            new PersistStoreOptions { Name = "fuzz", Path = _folder.File("store.db"), Remote = _folder.File("hub.db"), Suspended = true }))
        {
            store.Set("k", "1");
            await store.SyncAsync();
        }

        Assert.Equal("NotAStore", await OpenAsync(_folder.File("hub.db")));
        Assert.Equal("NotAStore", await UseAsHubAsync(_folder.File("store.db")));
        Assert.Null(await OpenAsync(_folder.File("store.db")));
    }

    [Fact]
    public async Task What_is_no_file()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Directory.CreateDirectory(_folder.File("folder.db"));
        Directory.CreateSymbolicLink(_folder.File("loop.db"), _folder.File("loop2.db"));
        Directory.CreateSymbolicLink(_folder.File("loop2.db"), _folder.File("loop.db"));
        File.CreateSymbolicLink(_folder.File("dangling.db"), _folder.File("nowhere/x.db"));
        using (var mkfifo = Process.Start("mkfifo", _folder.File("pipe.db")))
        {
            await mkfifo.WaitForExitAsync();
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder.File("socket.db")));
        foreach (var name in new[] { "folder.db", "loop.db", "pipe.db", "socket.db" })
        {
            await RefusedAsync(_folder.File(name));
        }

        await OpenAsync(_folder.File("dangling.db"));
        await File.WriteAllTextAsync(_folder.File("file"), "x");
        foreach (var path in new[] { _folder.File("file/below.db"), "/dev/null", "/dev/full", "/proc/self/status", "/proc/none/x.db", $"/{new string('x', 300)}/a.db", _folder.File(new string('x', 300)), _folder.File(new string('y', 5000)) })
        {
            await RefusedAsync(path);
        }
    }

    private async Task RefusedAsync(string path)
    {
        try
        {
            Assert.NotNull(await OpenAsync(path));
            Assert.NotNull(await UseAsHubAsync(path));
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{(path.Length > 60 ? path[..60] : path)}: {failure.Message}", failure);
        }
    }

    private async Task RefusedUnchangedAsync(string file, bool mayBeEmpty = false)
    {
        var before = await File.ReadAllBytesAsync(_folder.File(file));
        var errors = new[] { await UseAsHubAsync(_folder.File(file)), await OpenAsync(_folder.File(file)) };
        if (!mayBeEmpty)
        {
            Assert.All(errors, error => Assert.Equal("NotAStore", error));
            Assert.Equal(before, await File.ReadAllBytesAsync(_folder.File(file)));
        }
    }

    private async Task<string?> OpenAsync(string path) => await UseAsync(path, "fuzz");

    private static async Task TryAsync(string name, string path) => await UseAsync(path, name);

    private static async Task<string?> UseAsync(string path, string name) => (await Cases.RegisteredErrorOfAsync(() => Task.Run(async () =>
    {
        await using var store = await PersistStore.OpenAsync(new PersistStoreOptions { Name = name, Path = path });
        foreach (var act in new Action[]
        {
            () => _ = store.Scan().Count(), () => store.Get("value/0007"), () => _ = store.GetQueue().Count(), () => _ = store.GetConflicts().Count(),
            () => store.GetStatus(), () => store.Set("value/0007", "1"), () => store.AddToSet("set", ["1"]), () => store.AddToCounter("counter/01", 1),
            () => store.Remove("map"), () => _ = store.Scan().Count(),
        })
        {
            Cases.RegisteredErrorOf(act);
        }
    }).WaitAsync(Patience)))?.Id;

    private async Task<string?> UseAsHubAsync(string path) => (await Cases.RegisteredErrorOfAsync(() => Task.Run(async () =>
    {
        await using var store = await PersistStore.OpenAsync(
            new PersistStoreOptions { Name = "fuzz", Path = _folder.File($"{Guid.NewGuid():N}.db"), Remote = path, Suspended = true });
        store.Set("k", "1");
        await store.SyncAsync();
    }).WaitAsync(Patience)))?.Id;
}
