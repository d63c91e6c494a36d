using System.Text;
using Npgsql;
using Persist.Engine.Errors;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Secrets;

/// <summary>After a session of failures the password is in no file, log, error or status, neither as it is nor encoded for an address.</summary>
[Collection(PostgresCollection.Name)]
public sealed class SecretTests(PostgresServer server) : IDisposable
{
    private const string User = "persist_keeper";

    // The word at its beginning is searched for, so that parts are found too. The rest has to be quoted or encoded somewhere.
    private const string Word = "hunter2";
    private const string Secret = Word + "/€&=\"x;'%41 y";

    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLogger _log = new();
    private readonly List<string> _said = [];
    private int _files;

    public void Dispose() => _folder.Dispose();

    [PostgresFact]
    public async Task A_session_of_failures_tells_nobody_the_password()
    {
        var database = await server.CreateDatabaseAsync();
        await PostgresServer.ExecuteAsync(database, $"CREATE ROLE {User} SUPERUSER LOGIN PASSWORD '{Secret.Replace("'", "''", StringComparison.Ordinal)}'");
        try
        {
            var ways = new LoginWays(new NpgsqlConnectionStringBuilder(database).Database!, _folder.File("pgpass"));
            foreach (var (way, login) in ways.All)
            {
                var right = new Target(server.Host, server.Port, User, Secret);
                await ExpectAsync(way, null, login(right));
                await ExpectAsync(way, "RemoteLogin", login(right with { Password = Secret + "x" }));
                await ExpectAsync(way, "RemoteLogin", login(right with { User = "nobody_at_all" }));
                await ExpectAsync(way, "RemoteOffline", login(right with { Host = "127.0.0.1", Port = 1 }));
                await ExpectAsync(way, "RemoteFailure", login(right with { SslMode = "verify-full" }));
                await ExpectAsync(way, "InvalidRemoteAddress", login(right with { SslMode = "no such mode" }));
                await using var proxy = new TcpProxy(server.Host, server.Port);
                proxy.CutAnswersAfter(500);
                await ExpectAsync(way, "RemoteOffline", login(right with { Host = "127.0.0.1", Port = proxy.Port, SslMode = "disable" }));
            }
        }
        finally
        {
            await PostgresServer.ExecuteAsync(database, $"REASSIGN OWNED BY {User} TO CURRENT_USER; DROP OWNED BY {User}; DROP ROLE {User}");
        }

        Assert.True(_said.Count > 50 && _log.Lines.Count > 50 && _files > 50, $"{_said.Count} said, {_log.Lines.Count} logged, {_files} files");
    }

    private async Task ExpectAsync(string way, string? error, Login login) => Assert.Equal((way, error), (way, await SyncAsync(login)));

    private async Task<string?> SyncAsync(Login login)
    {
        var folder = Directory.CreateDirectory(_folder.File($"{Guid.NewGuid():N}")).FullName;
        var options = new PersistStoreOptions
        {
            Name = "secret",
            Path = Path.Combine(folder, "a.db"),
            Remote = login.Address,
            RemoteCredential = login.Credential,
            LogPath = Path.Combine(folder, "a.log"),
            LoggerFactory = _log,
            Suspended = true,
        };
        try
        {
            await using var store = await PersistStore.OpenAsync(options);
            store.Set("k", "1");
            var error = await FailureOfAsync(() => store.SyncAsync());
            _said.AddRange([$"{store.GetStatus()}", $"{store.GetStatus().LastError}", $"{store.Remote}", $"{store.Options}"]);
            Check(folder);
            return error;
        }
        catch (PersistException failure)
        {
            return Say(failure);
        }
        finally
        {
            Environment.SetEnvironmentVariable("PGPASSWORD", null);
            Check(folder);
        }
    }

    private async Task<string?> FailureOfAsync(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (PersistException failure)
        {
            return Say(failure);
        }
    }

    private string Say(PersistException failure)
    {
        for (Exception? part = failure; part is not null; part = part.InnerException)
        {
            _said.Add($"{part} {string.Join(' ', part.Data.Values.Cast<object?>())}");
        }

        return failure.Error.Id;
    }

    private void Check(string folder)
    {
        foreach (var text in _said.Concat(_log.Lines))
        {
            Assert.DoesNotContain(Word, text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Uri.EscapeDataString(Secret[Word.Length..]), text, StringComparison.OrdinalIgnoreCase);
        }

        foreach (var file in Directory.EnumerateFiles(folder))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Word)) < 0 && bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(Word)) < 0, file);
            _files++;
        }
    }
}
