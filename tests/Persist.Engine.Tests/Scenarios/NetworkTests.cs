using Npgsql;
using Persist.Engine.Errors;
using Persist.Engine.Sync;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Scenarios;

/// <summary>A network that comes and goes, crawls, or takes what is sent and says nothing.</summary>
[Collection(PostgresCollection.Name)]
public sealed class NetworkTests(PostgresServer server) : PostgresScenario(server)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    [PostgresFact]
    [Trait("Scenario", "25")]
    public async Task Over_a_network_that_flaps_everything_arrives_once()
    {
        var database = await DatabaseAsync();
        await using var proxy = new TcpProxy(Server.Host, Server.Port);
        await using var store = await OpenAsync(Through(proxy, database, "Timeout=1;Command Timeout=1"), interval: Interval);
        Action[] faults = [proxy.Cut, proxy.Refuse, () => proxy.DropAnswer(1), () => proxy.DropRequest(2), () => proxy.DropAnswer(3), () => proxy.CutAnswersAfter(50)];
        var added = 0;
        foreach (var round in Soak.Rounds(3 * faults.Length))
        {
            faults[round % faults.Length]();
            store.AddToCounter("count", 1);
            added++;
            store.Resume(); // an attempt at once, which meets the fault
            await UntilAsync(store, status => status.Pending == 0 || status.LastError is not null);
            proxy.Heal();
            await store.WaitForSyncAsync(Long);
        }

        Assert.Equal((SyncState.Synced, 0), (store.GetStatus().State, store.GetStatus().Pending));
        await using var other = await OpenAsync(database, store.Name);
        await other.SyncAsync();
        Assert.Equal((added, added), (Number(store, "count"), Number(other, "count")));
    }

    /// <summary>The far end is gone without a word: what is sent goes nowhere, and nothing comes back.</summary>
    [PostgresFact]
    [Trait("Scenario", "25")]
    public async Task A_half_open_connection_is_given_up_and_the_next_one_goes_on_within_an_interval()
    {
        var database = await DatabaseAsync();
        await using var proxy = new TcpProxy(Server.Host, Server.Port);
        await using var store = await OpenAsync(Through(proxy, database, "Timeout=1;Command Timeout=1"), interval: TimeSpan.FromSeconds(1));
        store.AddToCounter("count", 1);
        await store.WaitForSyncAsync(Long);
        proxy.Swallow();
        store.AddToCounter("count", 1);
        var offline = await UntilAsync(store, status => status.LastError is not null);
        Assert.Equal(("RemoteTimeout", SyncState.Offline, 1), (offline.LastError!.Error.Id, offline.State, offline.Pending));
        proxy.Cut();
        proxy.Heal();
        var healed = store.Options.TimeProvider.GetTimestamp();
        await UntilAsync(store, status => status is { State: SyncState.Synced, Pending: 0 });

        // One interval, what an attempt takes that was already under way, and what a busy machine adds.
        Assert.InRange(store.Options.TimeProvider.GetElapsedTime(healed).TotalSeconds, 0, 10);
        await using var other = await OpenAsync(database, store.Name);
        await other.SyncAsync();
        Assert.Equal(2, Number(other, "count"));
    }

    [PostgresFact]
    [Trait("Scenario", "25")]
    public async Task Over_a_network_that_crawls_a_pull_takes_its_time_and_ends()
    {
        var database = await DatabaseAsync();
        await using var proxy = new TcpProxy(Server.Host, Server.Port);
        await using var writer = await OpenAsync(database);
        writer.SetMany([.. Enumerable.Range(0, 1000).Select(i => KeyValuePair.Create($"k{i:d4}", $"\"{new string('x', 200)}\""))]);
        await writer.SyncAsync();

        // More than the time limit in all; but something comes again and again.
        await using var reader = await OpenAsync(Through(proxy, database, "Command Timeout=1"), writer.Name);
        proxy.Throttle(200_000);
        await reader.SyncAsync();
        Assert.Equal(1000, reader.Scan().Count());
    }

    [PostgresFact]
    [Trait("Scenario", "25")]
    public async Task A_name_that_nobody_knows_is_a_remote_that_is_offline()
    {
        var nowhere = new NpgsqlConnectionStringBuilder(await DatabaseAsync()) { Host = "nowhere.invalid" };
        await using var store = await OpenAsync(nowhere.ConnectionString);
        store.Set("k", "1");
        var failure = await FailsForNowAsync(store);
        Assert.Equal(PersistErrors.RemoteOffline.Id, failure.Error.Id);
        Assert.Equal((SyncState.Offline, 1), (store.GetStatus().State, store.GetStatus().Pending));
    }
}
