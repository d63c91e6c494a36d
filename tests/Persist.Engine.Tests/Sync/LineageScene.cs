using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using Persist.Engine.Conflicts;
using Persist.Engine.Remotes;
using Persist.Engine.Remotes.Sqlite;

namespace Persist.Engine.Tests.Sync;

/// <summary>One remote, and replicas of it whose files a test copies and restores.</summary>
/// <param name="folder">Where the files are.</param>
/// <param name="database">The PostgreSQL database to sync through; null for a hub.</param>
/// <param name="seed">Of everything that is random.</param>
internal sealed class LineageScene(TemporaryFolder folder, string? database, int seed = 1) : IDisposable
{
    /// <summary>The remote's tables.</summary>
    public static readonly string[] Tables = ["store", "shard", "cell", "replica", "batch", "conflict"];

    private readonly string _name = $"scene-{seed}-{Guid.NewGuid():n}";
    private readonly List<SimulatedReplica> _replicas = [];
    private int _backups;

    /// <summary>The true time.</summary>
    public ManualClock Clock { get; } = new();

    public IReadOnlyList<SimulatedReplica> Replicas => _replicas;

    /// <summary>How many of 100 exchanges go wrong.</summary>
    public int Faults
    {
        set => _replicas.ForEach(replica => replica.Remote.Faults = value);
    }

    public string Hub => folder.File(_name + "-hub.db");

    public string PathOf(string name) => folder.File($"{_name}-{name}.db");

    /// <summary>Opens a file: a new one, or one that was copied there before.</summary>
    public SimulatedReplica Open(string name, MergeFunction? merge = null, SyncStrategy? strategy = null)
    {
        var random = new Random((seed * 1000) + _replicas.Count);
        var clock = new ManualClock(Clock);
        IRemote remote = database is null ? new SqliteRemote(Hub, clock, Clock) : RemoteAddress.Resolve(database, null, clock);
        _replicas.Add(new SimulatedReplica(_name, PathOf(name), merge, clock, new FaultyRemote(remote, random), random, strategy));
        return _replicas[^1];
    }

    /// <summary>Copies a file and opens the copy.</summary>
    public SimulatedReplica Copy(SimulatedReplica original, string name, MergeFunction? merge = null, SyncStrategy? strategy = null)
    {
        original.CopyTo(PathOf(name));
        return Open(name, merge, strategy);
    }

    /// <summary>Changes the remote's tables behind its back.</summary>
    /// <param name="sql">With <c>{0}</c> before each table's name.</param>
    public async Task ExecuteAsync(string sql)
    {
        await using DbConnection connection = database is null
            ? new SqliteConnection($"Data Source={Hub};Pooling=False")
            : new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = string.Format(CultureInfo.InvariantCulture, sql, database is null ? "" : "persist.");
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Remembers what the remote has, and returns what puts it back as it was.</summary>
    public async Task<Func<Task>> BackUpAsync()
    {
        var copy = $"copy{_backups++}_{Guid.NewGuid():n}_";
        foreach (var table in Tables)
        {
            await ExecuteAsync($"CREATE TABLE {{0}}{copy}{table} AS SELECT * FROM {{0}}{table} WHERE store = '{_name}'");
        }

        return async () =>
        {
            foreach (var table in Tables)
            {
                await ExecuteAsync($"DELETE FROM {{0}}{table} WHERE store = '{_name}'");
                await ExecuteAsync($"INSERT INTO {{0}}{table} SELECT * FROM {{0}}{copy}{table}");
            }
        };
    }

    /// <summary>Copies a file that is open, and goes on being so, and opens the copy.</summary>
    public SimulatedReplica CopyOpen(SimulatedReplica original, string name)
    {
        original.CopyOpenTo(PathOf(name));
        return Open(name);
    }

    /// <summary>Lets everybody sync over a good network until nothing waits, and checks that all show the same.</summary>
    public async Task<IReadOnlyDictionary<string, string>> HealAsync()
    {
        Faults = 0;
        for (var round = 0; round < 2; round++)
        {
            foreach (var replica in _replicas)
            {
                Assert.True(await replica.SyncAsync(), $"seed {seed}: a sync over a good network failed");
            }
        }

        var expected = _replicas[0].Items();
        Assert.All(_replicas, replica =>
        {
            Assert.Empty(replica.Local.Problems());
            var status = replica.Local.Status();
            Assert.True(status is { Pending: 0, Parked: 0 }, $"seed {seed}: the queue of {replica.Name} is not empty: {status}");
            Assert.True(
                expected.OrderBy(item => item.Key).SequenceEqual(replica.Items().OrderBy(item => item.Key)),
                $"seed {seed}: {replica.Name} differs: {Show(expected)} / {Show(replica.Items())}");
        });
        return expected;
    }

    public void Dispose() => _replicas.ForEach(replica => replica.Dispose());

    private static string Show(IReadOnlyDictionary<string, string> items) =>
        string.Join(", ", items.OrderBy(item => item.Key).Select(item => $"{item.Key}={item.Value}"));
}
