using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Scenarios;

/// <summary>What others have written arrives while an own compare-and-set is on its way, nobody knows how far.</summary>
[Collection(PostgresCollection.Name)]
public sealed class InFlightTests(PostgresServer server) : PostgresScenario(server)
{
    [PostgresTheory]
    [Trait("Scenario", "8")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_write_in_flight_is_not_merged_before_its_fate_is_known_and_then_once(bool arrived)
    {
        var database = await DatabaseAsync();
        var merges = 0;
        await using var proxy = new TcpProxy(Server.Host, Server.Port);
        await using var one = await OpenAsync(Through(proxy, database), merge: (request, _) => new(Sum(request, ref merges)));
        await using var two = await OpenAsync(database, one.Name, merge: (request, _) => new(Sum(request, ref merges)));
        one.Set("sum", "1");
        await SyncAllAsync(one, two);

        // The pull comes through; the push's second half is lost on its way there, or its answer on the way back.
        one.Set("sum", "3");
        two.Set("sum", "11");
        if (arrived)
        {
            proxy.DropAnswer(3);
        }
        else
        {
            proxy.DropRequest(3);
        }

        await FailsForNowAsync(one);
        await two.SyncAsync();
        Assert.Equal(arrived ? 13 : 11, Number(two, "sum"));

        // The next pull brings the other's version; the push of the frozen batch is lost once more where it was not taken.
        if (!arrived)
        {
            proxy.DropRequest(3);
            await FailsForNowAsync(one);
            Assert.Equal((0, 3, 1), (merges, Number(one, "sum"), one.GetStatus().Pending));
        }

        await SyncAllAsync(one, two);
        Assert.Equal((1, 13, 13), (merges, Number(one, "sum"), Number(two, "sum")));
        Assert.Equal((0, 0), (one.GetStatus().Pending, two.GetStatus().Pending));
    }

    private static Conflicts.MergeResult Sum(Conflicts.MergeRequest request, ref int merges)
    {
        merges++;
        return Sum(request);
    }
}
