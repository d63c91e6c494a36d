using Persist.Engine.Conflicts;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Scenarios;

/// <summary>Many replicas that write one key at one moment.</summary>
[Collection(PostgresCollection.Name)]
public sealed class RaceTests(PostgresServer server) : PostgresScenario(server)
{
    [PostgresFact]
    [Trait("Scenario", "6")]
    public async Task Sixty_four_replicas_that_write_one_key_at_once_push_once_each()
    {
        const int replicas = 64;
        await WithReplicasAsync(replicas, merge: null, async stores =>
        {
            await Task.WhenAll(stores.Select(store => Task.Run(() => SyncAsync(store))));
            Assert.Equal(replicas, await BatchesAsync(await DatabaseAsync(), stores[0].Name));
            await SyncAllAsync(stores);
            var value = stores[0].Get("hot")!.Json;
            Assert.All(stores, store => Assert.Equal((value, 0), (store.Get("hot")!.Json, store.GetStatus().Pending)));
            Assert.Equal(replicas - 1, stores[0].GetConflicts().Select(conflict => conflict.Id).Distinct().Count());
            Assert.Equal(replicas, await BatchesAsync(await DatabaseAsync(), stores[0].Name));
        });
    }

    [PostgresFact]
    [Trait("Scenario", "7")]
    public async Task Twenty_replicas_whose_merges_never_answer_the_same_twice_adopt_one_value_and_come_to_rest()
    {
        const int replicas = 20;
        var asked = 0;
        await WithReplicasAsync(replicas, Whim, async stores =>
        {
            await Task.WhenAll(stores.Select(store => Task.Run(() => SyncAsync(store))));
            await SyncAllAsync(stores);
            var value = stores[0].Get("hot")!.Json;
            Assert.All(stores, store => Assert.Equal((value, 0, 0), (store.Get("hot")!.Json, store.GetStatus().Pending, store.GetStatus().OpenConflicts)));
            var (rest, batches) = (asked, await BatchesAsync(await DatabaseAsync(), stores[0].Name));
            Assert.InRange(batches, replicas, replicas * replicas); // each push that is refused is one that another has won
            await SyncAllAsync(stores);
            Assert.Equal((rest, batches), (asked, await BatchesAsync(await DatabaseAsync(), stores[0].Name)));
        });

        ValueTask<MergeResult> Whim(MergeRequest request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref asked);
            return new(MergeResult.Value($"\"{Guid.NewGuid()}\""));
        }
    }

    private async Task WithReplicasAsync(int count, MergeFunction? merge, Func<IReadOnlyList<PersistStore>, Task> play)
    {
        var (database, name) = (await DatabaseAsync(), NewName());
        var stores = new List<PersistStore>();
        try
        {
            for (var i = 0; i < count; i++)
            {
                stores.Add(await OpenAsync(database, name, merge: merge));
                stores[i].Set("hot", $"\"{i}\"");
            }

            await play(stores);
        }
        finally
        {
            foreach (var store in stores)
            {
                await store.DisposeAsync();
            }
        }
    }
}
