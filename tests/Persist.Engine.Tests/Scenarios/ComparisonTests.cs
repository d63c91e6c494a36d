using Persist.Engine.Sync;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Scenarios;

/// <summary>What a comparison with the remote sends over the network.</summary>
[Collection(PostgresCollection.Name)]
public sealed class ComparisonTests(PostgresServer server) : PostgresScenario(server)
{
    private const int Items = 2_000, Length = 1_000;

    [PostgresFact]
    public async Task Of_what_is_equal_sums_are_sent_and_of_what_differs_the_numbers_of_its_buckets()
    {
        var database = await DatabaseAsync();
        await using var proxy = new TcpProxy(Server.Host, Server.Port);
        await using var store = await OpenAsync(Through(proxy, database));
        store.SetMany([.. Enumerable.Range(0, Items).Select(n => KeyValuePair.Create($"k{n}", $"\"{new string('x', Length)}\""))]);
        await store.SyncAsync();
        Assert.Equal(RemoteComparison.Equal, (await store.TestAsync()).Comparison); // statements are known from here on
        var (before, check) = (proxy.Passed, await store.TestAsync());
        Assert.Equal(RemoteComparison.Equal, check.Comparison);
        Assert.InRange(proxy.Passed - before, 1, 20_000); // 256 sums; the content is a hundred times that

        await PostgresServer.ExecuteAsync(database, $"UPDATE persist.cell SET value = '1' WHERE store = '{store.Name}' AND key = 'k7'");
        (before, check) = (proxy.Passed, await store.TestAsync());
        Assert.Equal([new ItemDifference("k7", true, true)], check.Differences);
        Assert.InRange(proxy.Passed - before, 1, 25_000);
    }
}
