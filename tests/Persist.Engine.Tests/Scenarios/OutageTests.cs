using Npgsql;
using Persist.Engine.Errors;
using Persist.Engine.Sync;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Scenarios;

/// <summary>What a network and a server can do to a store, and what the store does about it.</summary>
[Collection(PostgresCollection.Name)]
public sealed class OutageTests(PostgresServer server) : PostgresScenario(server)
{
    [PostgresFact]
    public async Task While_the_server_is_stopped_writes_accumulate_and_everything_flushes_by_itself_when_it_is_back()
    {
        var own = PostgresServer.OfItsOwn();
        await own.InitializeAsync();
        try
        {
            await using var store = await OpenAsync(await own.CreateDatabaseAsync(), interval: TimeSpan.FromSeconds(1));
            store.Set("before", "1");
            await store.WaitForSyncAsync(Long);

            await own.StopAsync();
            var offline = await UntilAsync(store, status => status.State == SyncState.Offline && status.NextAttempt is not null);
            Assert.Equal("RemoteOffline", offline.LastError!.Error.Id);
            for (var i = 0; i < 100; i++)
            {
                store.Set($"while/{i}", "2");
            }

            Assert.Equal(100, store.GetStatus().Pending);
            await own.StartAsync();
            var back = store.Options.TimeProvider.GetTimestamp();
            var synced = await UntilAsync(store, status => status.State == SyncState.Synced);
            Assert.Equal(0, synced.Pending);
            Assert.Null(synced.LastError);

            // One interval, what an attempt takes that was already under way, and what a busy machine adds.
            Assert.InRange(store.Options.TimeProvider.GetElapsedTime(back).TotalSeconds, 0, 10);
        }
        finally
        {
            await own.DisposeAsync();
        }
    }

    [PostgresFact]
    [Trait("Scenario", "2")]
    public async Task A_retry_after_a_lost_answer_changes_nothing()
    {
        var database = await DatabaseAsync();
        await using var proxy = new TcpProxy(Server.Host, Server.Port);
        await using var one = await OpenAsync(Through(proxy, database));
        await using var two = await OpenAsync(database, one.Name);
        one.Set("k", "\"one\"");
        await one.SyncAsync();
        await two.SyncAsync();

        one.Set("k", "\"lost\"");
        proxy.DropAnswer(3); // the pull, the push's first half, and the answer to its commit
        Assert.True((await Assert.ThrowsAsync<PersistException>(() => one.SyncAsync())).Error.IsTransient);
        await two.SyncAsync();
        Assert.Equal("\"lost\"", two.Get("k")!.Json); // it had been committed
        two.Set("k", "\"two\"");
        await two.SyncAsync();
        await one.SyncAsync();
        Assert.Equal("\"two\"", one.Get("k")!.Json);
        Assert.Equal(0, one.GetStatus().Pending);
        Assert.Empty(one.GetConflicts());
        Assert.Empty(two.GetConflicts());
        var sql = $"SELECT count(*) FROM persist.batch WHERE store = '{one.Name}'";
        Assert.Equal(3L, await PostgresServer.ExecuteAsync(database, sql));
    }

    [PostgresFact]
    public async Task A_write_takes_no_longer_while_the_remote_swallows_everything()
    {
        await using var proxy = new TcpProxy(Server.Host, Server.Port);
        proxy.Swallow();
        await using var store = await OpenAsync(Through(proxy, await DatabaseAsync()), interval: TimeSpan.FromMilliseconds(50));
        await using var alone = await OpenAsync(remote: null);
        await WaitUntilSyncingAsync(store);
        var (swallowed, local) = (Time(store), Time(alone));
        // One that waited for the remote would take as long as a connection may.
        Assert.True(swallowed < (3 * local) + TimeSpan.FromSeconds(5), $"{swallowed} against {local} without a remote");
    }

    [PostgresFact]
    public async Task A_sync_that_cannot_reach_its_server_is_a_clear_error_and_nothing_is_lost()
    {
        await using var proxy = new TcpProxy(Server.Host, Server.Port);
        var address = Through(proxy, await DatabaseAsync());
        proxy.Refuse();
        await using var store = await OpenAsync(address);
        store.Set("k", "1");
        Assert.Equal("RemoteOffline", (await Assert.ThrowsAsync<PersistException>(() => store.SyncAsync())).Error.Id);
        Assert.Equal((SyncState.Offline, 1), (store.GetStatus().State, store.GetStatus().Pending));
        proxy.Heal();
        Assert.Equal(1, (await store.SyncAsync()).Pushed);
    }

    [PostgresFact]
    public async Task A_wrong_password_is_a_refused_login_and_shows_nowhere()
    {
        var settings = new NpgsqlConnectionStringBuilder(await DatabaseAsync()) { Password = "s3cret-and-wrong" };
        await using var store = await OpenAsync(settings.ConnectionString);
        store.Set("k", "1");
        var failure = await Assert.ThrowsAsync<PersistException>(() => store.SyncAsync());
        Assert.Equal("RemoteLogin", failure.Error.Id);
        Assert.Equal(SyncState.Faulted, store.GetStatus().State);
        var told = failure + store.GetStatus().ToString() + store.Remote;
        Assert.DoesNotContain("s3cret", told, StringComparison.Ordinal);
        await store.DisposeAsync();
        Assert.DoesNotContain("s3cret", await File.ReadAllTextAsync(store.Path), StringComparison.Ordinal);
    }

    private static TimeSpan Time(PersistStore store)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        for (var i = 0; i < 200; i++)
        {
            store.Set($"k{i}", "1");
        }

        return watch.Elapsed;
    }

    private static Task WaitUntilSyncingAsync(PersistStore store) => UntilAsync(store, status => status.State == SyncState.Syncing);
}
