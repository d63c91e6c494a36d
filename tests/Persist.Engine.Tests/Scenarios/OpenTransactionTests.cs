using Npgsql;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Scenarios;

/// <summary>A transaction that stays open elsewhere in the cluster, while replicas push and pull.</summary>
[Collection(PostgresCollection.Name)]
public sealed class OpenTransactionTests(PostgresServer server) : PostgresScenario(server)
{
    [PostgresFact]
    [Trait("Scenario", "27")]
    public async Task While_a_transaction_stays_open_elsewhere_no_row_is_skipped_and_nobody_waits()
    {
        const int writers = 4, writes = 15;
        var (database, name) = (await DatabaseAsync(), NewName());
        await using var reader = await OpenAsync(database, name);
        await reader.SyncAsync();
        await using var elsewhere = new NpgsqlConnection(database + ";Pooling=false");
        await elsewhere.OpenAsync();
        await using var open = await elsewhere.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        await using var holds = new NpgsqlCommand("CREATE TABLE held (x int); SELECT count(*) FROM persist.cell", elsewhere, open);
        await holds.ExecuteNonQueryAsync();

        var writing = Task.WhenAll(Enumerable.Range(0, writers).Select(i => Task.Run(() => WriteAsync(database, name, i, writes))));
        var positions = new List<long>();
        while (!writing.IsCompleted)
        {
            await SyncAsync(reader);
            positions.Add(reader.GetStatus().LocalPosition);

            // What one writer pushed, it pushed in this order.
            for (var i = 0; i < writers; i++)
            {
                Assert.Equal(Enumerable.Range(0, reader.Scan($"{i}/").Count()).Select(n => $"{i}/{n:d2}"), reader.Scan($"{i}/").Select(item => item.Key));
            }
        }

        await writing;
        await reader.SyncAsync();
        Assert.Equal(writers * writes, reader.Scan().Count());
        Assert.Equal(writers * writes, reader.GetStatus().LocalPosition);
        Assert.True(positions.Distinct().Count() > 1, "the reader saw nothing in between");
        await open.RollbackAsync();
    }

    private async Task WriteAsync(string database, string name, int writer, int writes)
    {
        await using var store = await OpenAsync(database, name);
        for (var n = 0; n < writes; n++)
        {
            store.Set($"{writer}/{n:d2}", "1");
            await SyncAsync(store);
        }
    }
}
