using System.Globalization;
using Npgsql;
using Persist.Engine.Conflicts;
using Persist.Engine.Errors;
using Persist.Engine.Sync;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Scenarios;

/// <summary>Stores in files of their own, a real PostgreSQL between them, and what may go wrong on the way.</summary>
public abstract class PostgresScenario(PostgresServer server) : IDisposable
{
    /// <summary>Only ends a test that fails.</summary>
    protected static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    protected PostgresServer Server { get; } = server;

    /// <summary>The test's folder.</summary>
    private protected TemporaryFolder Folder { get; } = new();

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The database of the test's class.</summary>
    protected Task<string> DatabaseAsync() => Server.DatabaseOfAsync(this);

    /// <summary>A name that no other store of the database has.</summary>
    protected static string NewName() => "s" + Guid.NewGuid().ToString("N");

    /// <summary>The database, reached through a proxy.</summary>
    protected static string Through(TcpProxy proxy, string database, string further = "") =>
        new NpgsqlConnectionStringBuilder(database) { Host = "127.0.0.1", Port = proxy.Port, SslMode = SslMode.Disable } + ";" + further;

    /// <summary>A store in a file of its own, which syncs when it is told to, unless it gets an interval.</summary>
    protected Task<PersistStore> OpenAsync(
        string? remote, string? name = null, TimeSpan? interval = null, MergeFunction? merge = null, TimeProvider? clock = null) =>
        PersistStore.OpenAsync(new PersistStoreOptions
        {
            Name = name ?? NewName(),
            Path = Folder.File(Guid.NewGuid().ToString("N") + ".db"),
            Remote = remote,
            Suspended = interval is null,
            Interval = interval ?? TimeSpan.FromSeconds(10),
            Strategy = merge is null ? SyncStrategy.LastWriteWins : SyncStrategy.Custom,
            Merge = merge,
            TimeProvider = clock ?? TimeProvider.System,
        });

    /// <summary>Looks at the status, which is a snapshot, until it shows what is waited for.</summary>
    protected static async Task<SyncStatus> UntilAsync(PersistStore store, Func<SyncStatus, bool> reached)
    {
        using var limit = new CancellationTokenSource(Long);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (true)
        {
            var status = store.GetStatus();
            if (reached(status))
            {
                return status;
            }

            await tick.WaitForNextTickAsync(limit.Token);
        }
    }

    /// <summary>Syncs; where the remote is busy with others it is asked again, as the background sync would.</summary>
    protected static async Task SyncAsync(PersistStore store)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await store.SyncAsync();
                return;
            }
            catch (PersistException failure) when (failure.Error.IsTransient && attempt < 20)
            {
            }
        }
    }

    /// <summary>Syncs each in turn, so often that what the last one pushes reaches the first.</summary>
    protected static async Task SyncAllAsync(params IReadOnlyList<PersistStore> stores)
    {
        for (var round = 0; round < 2; round++)
        {
            foreach (var store in stores)
            {
                await SyncAsync(store);
            }
        }
    }

    /// <summary>A sync that the network or the server does not let through, for the time being.</summary>
    protected static async Task<PersistException> FailsForNowAsync(PersistStore store)
    {
        var failure = await Assert.ThrowsAsync<PersistException>(() => store.SyncAsync());
        Assert.True(failure.Error.IsTransient, failure.ToString());
        return failure;
    }

    /// <summary>A number; 0 where there is none.</summary>
    protected static long Number(PersistStore store, string key) => Number(store.Get(key)?.Json);

    /// <summary>How many batches the server has taken for a store.</summary>
    protected static async Task<long> BatchesAsync(string database, string store) =>
        (long)(await PostgresServer.ExecuteAsync(database, $"SELECT count(*) FROM persist.batch WHERE store = '{store}'"))!;

    /// <summary>A merge that adds up what either side has added since the ancestor.</summary>
    protected static MergeResult Sum(MergeRequest request) => MergeResult.Value(
        $"{Number(request.Local.Json) + Number(request.Remote.Json) - Number(request.Ancestor?.Json)}");

    private static long Number(string? json) => json is null ? 0 : long.Parse(json, CultureInfo.InvariantCulture);
}
