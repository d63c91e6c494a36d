using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Persist.Engine.Tests.Postgres;

/// <summary>
/// A real PostgreSQL for the tests: the one that PERSIST_TEST_POSTGRES names (a connection string of a login that may
/// create databases and roles), else a cluster of its own in a temporary folder, gone afterwards.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private static readonly string? Given = Environment.GetEnvironmentVariable("PERSIST_TEST_POSTGRES");

    private readonly string? _given;
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _databases = new();
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "persist-pg-" + Guid.NewGuid().ToString("N")[..12]);
    private NpgsqlConnectionStringBuilder _settings = new();
    private Process? _guard;

    public PostgresServer()
        : this(Given)
    {
    }

    private PostgresServer(string? given) => _given = given;

    /// <summary>Why tests that need PostgreSQL are skipped; null when they run. In CI they fail instead.</summary>
    public static string? Missing { get; } =
        !string.IsNullOrEmpty(Given) || PostgresProcess.Binaries is not null || Environment.GetEnvironmentVariable("CI") == "true"
            ? null
            : "No PostgreSQL: install its server, or set PERSIST_TEST_POSTGRES to a connection string.";

    /// <summary>True when the tests may stop the server.</summary>
    private bool IsOwn => string.IsNullOrEmpty(_given);

    /// <summary>Where the server listens.</summary>
    public string Host => _settings.Host!;

    /// <summary>Where the server listens.</summary>
    public int Port => _settings.Port;

    /// <summary>A cluster that one test may stop and start, whatever server the others use. Initialise it first.</summary>
    public static PostgresServer OfItsOwn() => new(given: null);

    public async Task InitializeAsync()
    {
        if (Missing is not null)
        {
            return;
        }

        if (!IsOwn)
        {
            _settings = new NpgsqlConnectionStringBuilder(_given);
            return;
        }

        if (PostgresProcess.Binaries is null)
        {
            throw new InvalidOperationException("CI needs PostgreSQL: no server binaries were found, and PERSIST_TEST_POSTGRES is not set.");
        }

        await CreateClusterAsync();
        await StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (!IsOwn || _settings.Host is null) // no cluster of its own was made
        {
            return;
        }

        NpgsqlConnection.ClearAllPools();
        if (_guard is null)
        {
            await StopAsync();
            Directory.Delete(_folder, recursive: true);
            return;
        }

        _guard.StandardInput.Close(); // see StartGuard
        await _guard.WaitForExitAsync();
        _guard.Dispose();
    }

    /// <summary>A new, empty database.</summary>
    /// <returns>Its connection string, with the password.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = "t" + Guid.NewGuid().ToString("N");
        await ExecuteAsync(_settings.ConnectionString, $"CREATE DATABASE {name}");
        return new NpgsqlConnectionStringBuilder(_settings.ConnectionString) { Database = name }.ConnectionString;
    }

    /// <summary>The database of a test class, made when it is first asked for.</summary>
    public Task<string> DatabaseOfAsync(object test) =>
        _databases.GetOrAdd(test.GetType().FullName!, _ => new Lazy<Task<string>>(CreateDatabaseAsync)).Value;

    /// <summary>Starts the server after <see cref="StopAsync"/>, on the same port with the same data.</summary>
    public Task StartAsync() => PostgresProcess.RunAsync(
        "pg_ctl", "start", "-w", "-D", Data, "-l", Path.Combine(_folder, "log"), "-o", $"-F -c listen_addresses=127.0.0.1 -c port={Port} -c unix_socket_directories= -c max_connections=150");

    /// <summary>Stops the server; clients that are connected are thrown out.</summary>
    public Task StopAsync() => PostgresProcess.RunAsync("pg_ctl", "stop", "-w", "-D", Data, "-m", "fast");

    /// <summary>Stops the server in the middle of everything, without a checkpoint; it recovers when it is started again.</summary>
    public Task CrashAsync() => PostgresProcess.RunAsync("pg_ctl", "stop", "-w", "-D", Data, "-m", "immediate");

    /// <summary>A second server with the same data and logins, which only reads: a standby that hears of nothing any more. This one is stopped for a moment.</summary>
    public async Task<PostgresServer> CopyAsStandbyAsync()
    {
        var standby = OfItsOwn();
        await StopAsync();
        Directory.CreateDirectory(standby._folder);
        await RunAsRootAsync("cp", "-a", Data, standby.Data);
        await File.WriteAllTextAsync(Path.Combine(standby.Data, "standby.signal"), "");
        await standby.OwnFolderAsync();
        standby.StartGuard();
        standby._settings = new NpgsqlConnectionStringBuilder(_settings.ConnectionString) { Port = FreePort() };
        await StartAsync();
        await standby.StartAsync();
        return standby;
    }

    /// <summary>Runs a statement over a connection of its own.</summary>
    public static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private string Data => Path.Combine(_folder, "data");

    private async Task CreateClusterAsync()
    {
        Directory.CreateDirectory(_folder);
        var password = Guid.NewGuid().ToString("N");
        var passwordFile = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(passwordFile, password);
        await OwnFolderAsync();
        StartGuard();
        await PostgresProcess.RunAsync(
            "initdb", "-D", Data, "-U", "persist", "-A", "scram-sha-256", "--pwfile", passwordFile, "-E", "UTF8", "--locale=C", "--no-sync");
        _settings = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = FreePort(),
            Username = "persist",
            Password = password,
            Database = "postgres",
        };
    }

    private Task OwnFolderAsync() => PostgresProcess.User is { } user ? RunAsRootAsync("chown", "-R", user, _folder) : Task.CompletedTask;

    private static async Task RunAsRootAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
    }

    // Waits for its input to end, which it also does when the tests are killed; then nothing is left behind.
    private void StartGuard()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var start = PostgresProcess.Command(
            "/bin/sh", "-c", "cat >/dev/null; \"$1/pg_ctl\" stop -D \"$2/data\" -m immediate >/dev/null 2>&1; rm -rf \"$2\"", "guard", PostgresProcess.Binaries!, _folder);
        start.RedirectStandardInput = true;
        _guard = Process.Start(start)!;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
