using Npgsql;
using Persist.Engine.Errors;
using Persist.Engine.Sync;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Scenarios;

/// <summary>A server that crashes, is full, or does not let anybody in for a while.</summary>
[Collection(PostgresCollection.Name)]
public sealed class ServerTests(PostgresServer server) : PostgresScenario(server)
{
    [PostgresFact]
    [Trait("Scenario", "25")]
    public async Task A_server_that_crashes_again_and_again_under_load_loses_nothing_and_doubles_nothing()
    {
        const int replicas = 4;
        var own = PostgresServer.OfItsOwn();
        await own.InitializeAsync();
        var stores = new List<PersistStore>();
        try
        {
            var (database, name) = (await own.CreateDatabaseAsync(), NewName());
            for (var i = 0; i < replicas; i++)
            {
                stores.Add(await OpenAsync(database, name, interval: TimeSpan.FromMilliseconds(100)));
            }

            var added = 0;
            foreach (var _ in Soak.Rounds(3))
            {
                using var stopping = new CancellationTokenSource();
                var load = stores.Select(store => OnItsOwn(() => AddUntil(store, stopping.Token))).ToList();
                await UntilAsync(stores[0], status => status.LastSync is not null);
                await own.CrashAsync();
                await UntilAsync(stores[0], status => status.State == SyncState.Offline);
                await stopping.CancelAsync();
                added += (await Task.WhenAll(load)).Sum();
                await own.StartAsync();
                await Task.WhenAll(stores.Select(store => store.WaitForSyncAsync(Long)));
            }

            await Task.WhenAll(stores.Select(store => store.WaitForSyncAsync(Long)));
            Assert.All(stores, store => Assert.Equal((added, 0), (Number(store, "count"), store.GetStatus().Pending)));
        }
        finally
        {
            foreach (var store in stores)
            {
                await store.DisposeAsync();
            }

            await own.DisposeAsync();
        }
    }

    [PostgresFact]
    [Trait("Scenario", "25")]
    public async Task A_server_without_a_free_connection_is_busy_and_served_when_there_is_one()
    {
        var (database, _) = await LoginAsync("CONNECTION LIMIT 1");
        await using var occupied = new NpgsqlConnection(database + ";Pooling=false");
        await occupied.OpenAsync();
        await using var store = await OpenAsync(database, interval: TimeSpan.FromMilliseconds(200));
        store.AddToCounter("count", 1);
        var busy = await UntilAsync(store, status => status.LastError is not null);
        Assert.Equal((PersistErrors.RemoteBusy.Id, 1), (busy.LastError!.Error.Id, busy.Pending));
        await occupied.CloseAsync();
        await UntilAsync(store, status => status is { State: SyncState.Synced, Pending: 0 });
    }

    [PostgresFact]
    [Trait("Scenario", "25")]
    public async Task A_password_that_is_wrong_for_a_while_stops_the_sync_and_nothing_else()
    {
        var (database, role) = await LoginAsync("");
        await using var store = await OpenAsync(database);
        store.AddToCounter("count", 1);
        await store.SyncAsync();
        await PostgresServer.ExecuteAsync(await DatabaseAsync(), $"ALTER ROLE {role} PASSWORD 'another'");
        await PostgresServer.ExecuteAsync(await DatabaseAsync(), $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{role}'");
        store.AddToCounter("count", 1);
        store.Resume();
        var refused = await UntilAsync(store, status => status is { State: SyncState.Faulted, NextAttempt: not null });
        Assert.Equal((PersistErrors.RemoteLogin.Id, 1), (refused.LastError!.Error.Id, refused.Pending));

        // Tried seldom, so that no account is locked; at once when somebody asks.
        Assert.InRange((refused.NextAttempt!.Value - DateTimeOffset.UtcNow).TotalSeconds, 30, 60);
        await PostgresServer.ExecuteAsync(await DatabaseAsync(), $"ALTER ROLE {role} PASSWORD 'secret'");
        await store.SyncAsync();
        Assert.Equal((2, 0), (Number(store, "count"), store.GetStatus().Pending));

        // And the background does not go on waiting for what is cured.
        await UntilAsync(store, status => status.NextAttempt < refused.NextAttempt);
    }

    // Not on the pool's threads, of which there are as many as processors: the syncs need those.
    private static Task<int> OnItsOwn(Func<int> load) =>
        Task.Factory.StartNew(load, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    // As often as fits until it is told to stop.
    private static int AddUntil(PersistStore store, CancellationToken stopping)
    {
        var added = 0;
        for (; !stopping.IsCancellationRequested; added++)
        {
            store.AddToCounter("count", 1);
        }

        return added;
    }

    // A login of its own with the rights to the schema, which an ordinary one has made.
    private async Task<(string Database, string Role)> LoginAsync(string options)
    {
        var (database, role) = (await DatabaseAsync(), NewName());
        await using (var store = await OpenAsync(database))
        {
            await store.SyncAsync();
        }

        await PostgresServer.ExecuteAsync(
            database, $"CREATE ROLE {role} LOGIN PASSWORD 'secret' {options}; GRANT USAGE ON SCHEMA persist TO {role}; GRANT ALL ON ALL TABLES IN SCHEMA persist TO {role}");
        return (new NpgsqlConnectionStringBuilder(database) { Username = role, Password = "secret" }.ConnectionString, role);
    }
}
