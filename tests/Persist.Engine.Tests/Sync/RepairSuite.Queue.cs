using Persist.Engine.Conflicts;
using Persist.Engine.Errors;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Sync;

/// <content>What waits, or is under way, when the remote is restored.</content>
public abstract partial class RepairSuite
{
    [ContractFact]
    public async Task A_remote_that_has_lost_a_change_whose_row_had_not_arrived_yet_stops_the_sync_too()
    {
        using var scene = await SceneAsync();
        var (a, b) = (scene.Open("a"), scene.Open("b"));
        Assert.True(await a.SyncAsync());
        a.Set("mine", "1");
        b.Set("theirs", "1");
        Assert.True(await b.SyncAsync());
        var restore = await scene.BackUpAsync();
        var (batch, answer) = await a.SendUnansweredAsync();
        Assert.False(a.Local.Replication.Settle(
            batch, new Engine.Local.Replicating.BatchOutcome(answer.Seq, answer.HeadBefore, answer.ServerNow, answer.Offset, [], [], [])));
        await restore();

        await StoppedAsync(a, PersistErrors.Rewound);
        await a.RepairAsync(RepairKeep.Local);
        Assert.Equal("1", (await scene.HealAsync())["mine"]);
    }

    [ContractFact]
    public async Task What_waits_is_merged_with_what_the_remote_has()
    {
        using var scene = await SceneAsync();
        var a = scene.Open("a", SimulatedHub.SumAsync);
        a.Set("sum", "1");
        Assert.True(await a.SyncAsync());
        var restore = await scene.BackUpAsync();
        a.Set("sum", "3");
        Assert.True(await a.SyncAsync());
        await restore();
        var fresh = scene.Open("fresh", SimulatedHub.SumAsync);
        Assert.True(await fresh.SyncAsync());
        fresh.Set("sum", "11");
        Assert.True(await fresh.SyncAsync());
        a.Set("sum", "103");
        await a.RepairAsync(RepairKeep.Remote);
        Assert.Equal("111", (await scene.HealAsync())["sum"]); // 103 + 11 - 3, the version that it was written over
    }

    [ContractFact]
    public async Task A_batch_that_was_in_flight_is_not_applied_twice_when_it_arrives_late()
    {
        using var scene = await SceneAsync();
        var a = scene.Open("a");
        a.Local.Write(writer => writer.Add("count", 1));
        Assert.True(await a.SyncAsync());
        var restore = await scene.BackUpAsync();
        a.Local.Write(writer => writer.Add("count", 10));
        Assert.True(await a.SyncAsync());
        await restore();
        a.Local.Write(writer => writer.Add("count", 100));
        var copy = scene.Copy(a, "copy");
        await a.RepairAsync(RepairKeep.Local);
        Assert.True(await a.SyncAsync());
        Assert.Equal("111", a.Items()["count"]);
        await copy.RepairAsync(RepairKeep.Local); // the same change waits in it, and the other has sent it
        Assert.Equal("111", (await scene.HealAsync())["count"]);
        Assert.Equal(1, copy.Local.Status().LastRecovery!.Sent);
    }

    [ContractFact]
    public async Task A_conflict_that_waits_is_closed_when_a_copy_has_decided_about_it_since_the_remote_was_restored()
    {
        using var scene = await SceneAsync();
        var isHelpful = false;
        MergeFunction merge = (request, _) => isHelpful
            ? ValueTask.FromResult(MergeResult.UseLocal)
            : throw new InvalidOperationException("not now");
        var (other, original) = (scene.Open("other", merge), scene.Open("original", merge));
        original.Set("k", "1");
        other.Set("k", "2");
        Assert.True(await other.SyncAsync());
        var restore = await scene.BackUpAsync();
        foreach (var value in new[] { "1", "2", "3", "4" })
        {
            other.Set("lost", value);
            Assert.True(await other.SyncAsync());
        }

        Assert.True(await original.SyncAsync());
        original.Set("k", "3");
        var copy = scene.Copy(original, "copy", merge);
        await restore();
        isHelpful = true;
        await original.RepairAsync(RepairKeep.Local);
        Assert.True(await original.SyncAsync());
        Assert.Equal(ConflictState.Open, Assert.Single(copy.Local.Conflicts.Of("k")).State);

        Assert.Equal(1, (await copy.RepairAsync(RepairKeep.Remote)).Sent);
        Assert.DoesNotContain(copy.Local.Conflicts.Of("k"), conflict => conflict.State == ConflictState.Open);
    }
}
