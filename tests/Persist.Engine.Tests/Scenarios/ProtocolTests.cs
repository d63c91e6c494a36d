using Persist.Engine.Errors;
using Persist.Engine.Sync;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Scenarios;

/// <summary>A server that this version does not understand, or that refuses for the time being.</summary>
[Collection(PostgresCollection.Name)]
public sealed class ProtocolTests(PostgresServer server) : PostgresScenario(server)
{
    [PostgresTheory]
    [Trait("Scenario", "25")]
    [InlineData("UPDATE persist.store SET protocol_min = {1} WHERE store = '{0}'", "99", "1", "RemoteProtocol")]
    [InlineData("UPDATE persist.cell SET kind = '{1}' WHERE store = '{0}' AND key = 'k'", "hologram", "value", "RemoteData")]
    public async Task What_a_newer_version_wrote_stops_the_sync_while_local_use_goes_on(string change, string newer, string older, string error)
    {
        var database = await DatabaseAsync();
        await using var store = await OpenAsync(database);
        await using var other = await OpenAsync(database, store.Name);
        other.Set("k", "1");
        await other.SyncAsync();
        await RunAsync(database, change, store.Name, newer);
        store.Set("own", "2");
        var refused = await Assert.ThrowsAsync<PersistException>(() => store.SyncAsync());
        Assert.Equal((error, false), (refused.Error.Id, refused.Error.IsTransient));
        store.Set("own", "3");
        Assert.Equal("3", store.Get("own")!.Json);
        Assert.Equal((SyncState.Faulted, 1), (store.GetStatus().State, store.GetStatus().Pending));

        await RunAsync(database, change, store.Name, older);
        await SyncAllAsync(store, other);
        Assert.Equal(("1", "3"), (store.Get("k")!.Json, other.Get("own")!.Json));
    }

    /// <summary>40001 serialization_failure, 40P01 deadlock_detected, 55P03 lock_not_available, 53300 too_many_connections.</summary>
    [PostgresTheory]
    [Trait("Scenario", "25")]
    [InlineData("40001")]
    [InlineData("40P01")]
    [InlineData("55P03")]
    [InlineData("53300")]
    public async Task A_server_that_refuses_push_after_push_is_asked_again_until_it_takes_it_once(string state)
    {
        const int refusals = 3;
        var database = await Server.CreateDatabaseAsync();
        await using var store = await OpenAsync(database);
        await store.SyncAsync();
        // A sequence does not go back with the transaction, so it counts the attempts.
        await PostgresServer.ExecuteAsync(database, $"""
            CREATE SEQUENCE attempt;
            CREATE FUNCTION storm() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN IF nextval('attempt') <= {refusals} THEN RAISE 'storm' USING ERRCODE = '{state}'; END IF; RETURN NEW; END $$;
            CREATE TRIGGER storm BEFORE UPDATE ON persist.shard FOR EACH ROW EXECUTE FUNCTION storm();
            """);
        store.AddToCounter("count", 1);
        var asked = store.Options.TimeProvider.GetTimestamp();
        store.Resume();
        await UntilAsync(store, status => status is { State: SyncState.Synced, Pending: 0 });
        Assert.InRange(store.Options.TimeProvider.GetElapsedTime(asked).TotalSeconds, 0, 10); // 250, 500, 1000 ms and jitter
        Assert.Equal(refusals + 1L, await PostgresServer.ExecuteAsync(database, "SELECT last_value FROM attempt"));
        await using var other = await OpenAsync(database, store.Name);
        await other.SyncAsync();
        Assert.Equal(1, Number(other, "count"));
    }

    private static Task RunAsync(string database, string change, params object[] values) =>
        PostgresServer.ExecuteAsync(database, string.Format(System.Globalization.CultureInfo.InvariantCulture, change, values));
}
