using Persist.Engine.Conflicts;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Scenarios;

/// <summary>Merges that do not do what a merge should.</summary>
[Collection(PostgresCollection.Name)]
public sealed class FailingMergeTests(PostgresServer server) : PostgresScenario(server)
{
    [PostgresFact]
    [Trait("Scenario", "9")]
    public async Task A_merge_that_throws_hangs_or_answers_nonsense_parks_its_item_alone_and_one_that_takes_theirs_leaves_nothing_to_send()
    {
        var (database, name) = (await DatabaseAsync(), NewName());
        using var never = new CancellationTokenSource();
        string[] failing = ["throws", "hangs", "nothing", "nonsense"];
        await using var one = await OpenAsync(database, name);
        await using var two = await PersistStore.OpenAsync(new PersistStoreOptions
        {
            Name = name,
            Path = Folder.File("two.db"),
            Remote = database,
            Suspended = true,
            Strategy = SyncStrategy.Custom,
            MergeTimeout = TimeSpan.FromSeconds(2), // the other merges must not be timed out by a busy machine
            Merge = async (request, _) =>
            {
                switch (request.Key)
                {
                    case "throws":
                        throw new InvalidOperationException("no");
                    case "hangs":
                        await Task.Delay(Timeout.Infinite, never.Token); // and does not listen
                        throw new InvalidOperationException("not reached");
                    case "nothing":
                        return null!;
                    case "nonsense":
                        return MergeResult.Value("{");
                    default:
                        return MergeResult.UseRemote;
                }
            },
        });
        foreach (var key in failing.Append("theirs"))
        {
            one.Set(key, "1");
            two.Set(key, "2");
        }

        two.Set("other", "3");
        await one.SyncAsync();
        await two.SyncAsync();
        await one.SyncAsync();
        Assert.Equal("3", one.Get("other")!.Json);
        Assert.Equal("1", two.Get("theirs")!.Json);
        Assert.Equal(failing.Order(), two.GetConflicts().Where(conflict => conflict.State == ConflictState.Open).Select(conflict => conflict.Key).Order());
        Assert.All(failing, key => Assert.Equal(("1", "2"), (one.Get(key)!.Json, two.Get(key)!.Json)));
        Assert.Equal((4, 4), (two.GetStatus().Pending, two.GetStatus().OpenConflicts)); // nothing of "theirs" or "other"
        await never.CancelAsync();
    }
}
