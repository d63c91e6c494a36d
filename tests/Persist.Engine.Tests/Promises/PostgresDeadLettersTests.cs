using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Promises;

[Collection(PostgresCollection.Name)]
public sealed class PostgresDeadLettersTests(PostgresServer server) : DeadLetters
{
    [PostgresFact]
    [Trait("Scenario", "22")]
    public async Task What_the_server_refuses_is_found_among_the_rest_and_the_rest_flows()
    {
        var database = await server.CreateDatabaseAsync();
        await using var one = await OpenAsync("check", database);
        await using var two = await OpenAsync("check", database);
        one.Set("made", "0");
        await one.SyncAsync();
        await PostgresServer.ExecuteAsync(database, "ALTER TABLE persist.cell ADD CONSTRAINT taste CHECK (value NOT LIKE '%poison%')");
        for (var i = 0; i < 100; i++)
        {
            one.Set($"k{i:d2}", i is 17 or 18 or 93 ? "\"poison\"" : $"{i}");
        }

        one.Set("made", "\"poison\"");
        await one.SyncAsync();
        await two.SyncAsync();
        var letters = one.GetDeadLetters();
        Assert.Equal(["k17", "k18", "k93", "made"], letters.Select(letter => letter.Key).Order());
        Assert.All(letters, letter => Assert.Contains("taste", letter.Reason, StringComparison.Ordinal));
        Assert.Equal(0, one.GetStatus().Pending);
        Assert.Equal(98, two.Scan().Count());
        Assert.Equal(two.Scan().Select(item => (item.Key, item.Json)), one.Scan().Select(item => (item.Key, item.Json)));
        Assert.Equal("0", one.Get("made")!.Json); // as the remote has it

        await PostgresServer.ExecuteAsync(database, "ALTER TABLE persist.cell DROP CONSTRAINT taste");
        Assert.True(one.RetryDeadLetter(letters[0].Id));
        await one.SyncAsync();
        await two.SyncAsync();
        Assert.Equal("\"poison\"", two.Get(letters[0].Key)!.Json);
    }

    protected override Task<string> RemoteAsync(TemporaryFolder folder) => server.DatabaseOfAsync(this);
}
