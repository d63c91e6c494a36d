using Persist.Engine.Errors;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Scenarios;

/// <summary>Any one message between a replica and the server is lost: a request that never arrives, an answer that never comes back.</summary>
[Collection(PostgresCollection.Name)]
public sealed class LostMessageTests(PostgresServer server) : PostgresScenario(server)
{
    [PostgresFact]
    [Trait("Scenario", "1")]
    public async Task A_request_that_is_lost_at_any_step_of_a_sync_is_made_up_for_by_the_next_one() =>
        await LoseEachAsync((proxy, n) => proxy.DropRequest(n));

    [PostgresFact]
    [Trait("Scenario", "2")]
    public async Task An_answer_that_is_lost_at_any_step_of_a_sync_is_made_up_for_by_the_next_one() =>
        await LoseEachAsync((proxy, n) => proxy.DropAnswer(n));

    [PostgresFact]
    [Trait("Scenario", "2")]
    public async Task A_merge_after_a_lost_answer_adds_up_and_its_conflict_is_written_down_once()
    {
        var database = await DatabaseAsync();
        await using var proxy = new TcpProxy(Server.Host, Server.Port);
        await using var one = await OpenAsync(Through(proxy, database), merge: (request, _) => new(Sum(request)));
        await using var two = await OpenAsync(database, one.Name, merge: (request, _) => new(Sum(request)));
        one.Set("sum", "1");
        await SyncAllAsync(one, two);

        one.Set("sum", "3");
        proxy.DropAnswer(3); // the pull, the push's first half, and the answer to its commit
        await FailsForNowAsync(one);
        two.Set("sum", "11"); // has not seen the 3, and is merged with it
        await two.SyncAsync();
        one.Set("sum", "103"); // before it knows that its first addition was taken
        await SyncAllAsync(one, two);
        Assert.Equal((113, 113), (Number(one, "sum"), Number(two, "sum")));
        Assert.Equal((0, 0), (one.GetStatus().Pending, two.GetStatus().Pending));
        Assert.All([one, two], store => Assert.Equal(store.GetConflicts().Count(), store.GetConflicts().Select(conflict => conflict.Id).Distinct().Count()));
        Assert.NotEmpty(two.GetConflicts());
    }

    // The n-th message of a first sync and of a second one; the loop ends when there is no n-th message any more.
    private async Task LoseEachAsync(Action<TcpProxy, int> lose)
    {
        var database = await DatabaseAsync();
        await using var proxy = new TcpProxy(Server.Host, Server.Port);
        var lost = 0;
        for (var (n, failed) = (1, true); failed; n++)
        {
            failed = false;
            await using var one = await OpenAsync(Through(proxy, database));
            await using var two = await OpenAsync(database, one.Name);
            foreach (var expected in new[] { 1, 2 })
            {
                one.AddToCounter("count", 1);
                one.Set("k", $"{expected}");
                lose(proxy, n);
                try
                {
                    await one.SyncAsync();
                }
                catch (PersistException failure) when (failure.Error.IsTransient)
                {
                    (failed, lost) = (true, lost + 1);
                }

                proxy.Heal();
                await SyncAllAsync(one, two);
                Assert.Equal((0, expected, expected), (one.GetStatus().Pending, Number(one, "count"), Number(one, "k")));
                Assert.Equal((expected, expected), (Number(two, "count"), Number(two, "k")));
            }
        }

        Assert.True(lost >= 6, $"only {lost} messages were lost"); // login, registration, pull and the push's two halves at least
    }
}
