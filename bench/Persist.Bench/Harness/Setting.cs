using Npgsql;

namespace Persist.Bench.Harness;

/// <summary>The sizes of a run, and the places it may use.</summary>
internal sealed class Setting : IDisposable
{
    private readonly string? _server = Environment.GetEnvironmentVariable("PERSIST_TEST_POSTGRES");
    private readonly DirectoryInfo _scratch;
    private readonly Lazy<PowerShellHost?> _powerShell;
    private int _files;

    public Setting(bool quick, string root)
    {
        Root = root;
        _powerShell = new Lazy<PowerShellHost?>(() => PowerShellHost.Find(root));
        Items = quick ? 20_000 : 100_000;
        Singles = quick ? 500 : 3_000;
        Rounds = quick ? 3 : 5;
        // Beside the sources and not in /tmp, which may be in memory, where a durable write costs nothing.
        _scratch = Directory.CreateDirectory(Path.Combine(root, "artifacts", $"bench-{Environment.ProcessId}"));
    }

    /// <summary>The repository.</summary>
    public string Root { get; }

    /// <summary>Items in a store.</summary>
    public int Items { get; }

    /// <summary>Items that are written one by one.</summary>
    public int Singles { get; }

    /// <summary>Rounds that count.</summary>
    public int Rounds { get; }

    /// <summary>True when there is a PostgreSQL server.</summary>
    public bool HasPostgres => !string.IsNullOrEmpty(_server);

    /// <summary>How PowerShell is started; null without PowerShell or without the built module.</summary>
    public PowerShellHost? PowerShell => _powerShell.Value;

    /// <summary>The path of a file that does not exist yet.</summary>
    public string NewFile(string name) =>
        Path.Combine(_scratch.FullName, $"{Interlocked.Increment(ref _files):000}-{name}.db");

    /// <summary>Makes an empty database; returns its connection string.</summary>
    public async Task<string> NewDatabaseAsync(string name)
    {
        var database = $"bench_{name}_{Environment.ProcessId}_{Interlocked.Increment(ref _files)}";
        await using var source = NpgsqlDataSource.Create(_server!);
        await using var fsync = source.CreateCommand("SHOW fsync");
        if (await fsync.ExecuteScalarAsync() is not "on")
        {
            throw new WorkNotDoneException("the server does not force its writes to the disk: start it with PERSIST_POSTGRES_FSYNC=on");
        }

        // The name is made above of letters, digits and '_': DDL takes no parameters.
        await using var create = source.CreateCommand($"CREATE DATABASE {database}");
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(_server) { Database = database }.ToString();
    }

    /// <summary>Drops a database of <see cref="NewDatabaseAsync"/>.</summary>
    public async Task DropDatabaseAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(_server!);
        var database = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await using var drop = source.CreateCommand($"DROP DATABASE {database} WITH (FORCE)");
        await drop.ExecuteNonQueryAsync();
    }

    /// <summary>Deletes the files of one round, so that a long run does not fill the disk.</summary>
    public static void DeleteFiles(string path)
    {
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + "*"))
        {
            File.Delete(file);
        }
    }

    public void Dispose() => _scratch.Delete(recursive: true);
}
