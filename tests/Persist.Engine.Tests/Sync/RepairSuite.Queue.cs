using Persist.Engine.Conflicts;
using Persist.Engine.Errors;
using Persist.Engine.Sync;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Sync;

/// <content>What waits, or is under way, when the remote is restored.</content>
public abstract partial class RepairSuite
{
    [ContractFact]
    public async Task A_removal_that_waits_behind_what_it_removes_is_sent_also_when_the_remote_has_lost_the_cell()
    {
        foreach (var keep in Enum.GetValues<RepairKeep>())
        {
            using var scene = await SceneAsync();
            var a = scene.Open("a");
            a.Set("first", "1");
            Assert.True(await a.SyncAsync());
            var restore = await scene.BackUpAsync();
            Write("1");
            Assert.True(await a.SyncAsync());
            Write("2");
            a.Local.Replication.Freeze(SyncLimits.Batch);
            a.Local.Write(writer => writer.RemoveParts("set", "set", ["1"]));
            a.Local.Write(writer => writer.RemoveParts("map", "map", ["f"]));
            await restore();
            await a.RepairAsync(keep);
            Assert.Equal(["first"], (await scene.HealAsync()).Keys);

            void Write(string value)
            {
                a.Local.Write(writer => writer.Include("set", ["1"]));
                a.Local.Write(writer => writer.SetFields("map", [new("f", value)]));
            }
        }
    }

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
        await AcknowledgeAsync(a);
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
    public async Task What_was_written_over_a_change_that_was_lost_before_its_row_had_arrived_has_not_seen_what_came_instead()
    {
        foreach (var (keep, sum) in new[] { (RepairKeep.Remote, "110"), (RepairKeep.Local, "101") })
        {
            using var scene = await SceneAsync();
            var (a, b) = (scene.Open("a", SimulatedHub.SumAsync), scene.Open("b", SimulatedHub.SumAsync));
            Assert.True(await a.SyncAsync());
            a.Set("sum", "1");
            b.Set("theirs", "1");
            Assert.True(await b.SyncAsync());
            var restore = await scene.BackUpAsync();
            await AcknowledgeAsync(a);
            a.Set("sum", "101");
            await restore();
            b.Set("sum", "10");
            Assert.True(await b.SyncAsync());

            await a.RepairAsync(keep);
            Assert.Equal(sum, (await scene.HealAsync())["sum"]); // 101 + 10 - 1; or this replica's version, as it stands
            Assert.Equal("10", Assert.Single(a.Local.Conflicts.Of("sum")).Remote.Json);
        }
    }

    [ContractFact]
    public async Task A_replica_that_the_restored_remote_does_not_know_hears_of_deletions()
    {
        foreach (var keep in new[] { RepairKeep.Remote, RepairKeep.Local })
        {
            using var scene = await SceneAsync();
            MergeFunction mine = (_, _) => ValueTask.FromResult(MergeResult.UseLocal);
            var (a, b) = (scene.Open("a", mine), scene.Open("b", mine));
            b.Set("k", "1");
            Assert.True(await b.SyncAsync());
            var restore = await scene.BackUpAsync();
            a.Set("other", "1");
            Assert.True(await a.SyncAsync());
            a.Set("other", "2");
            Assert.True(await a.SyncAsync());
            await restore();
            a.Set("k", "2"); // waits
            b.Remove("k");
            Assert.True(await b.SyncAsync());
            await a.RepairAsync(keep);

            Assert.Equal("2", (await scene.HealAsync())["k"]);
            Assert.Single(a.Local.Conflicts.Of("k"));
        }
    }

    [ContractFact]
    public async Task What_was_written_over_a_lost_change_brings_that_back_where_the_local_side_is_kept()
    {
        foreach (var isNews in new[] { false, true })
        {
            using var scene = await SceneAsync();
            var a = scene.Open("a", SimulatedHub.SumAsync);
            a.Set("sum", "1");
            a.Set("untouched", "1");
            Assert.True(await a.SyncAsync());
            var restore = await scene.BackUpAsync();
            a.Set("sum", "3");
            Assert.True(await a.SyncAsync());
            await restore();
            if (isNews)
            {
                var fresh = scene.Open("fresh", SimulatedHub.SumAsync);
                Assert.True(await fresh.SyncAsync());
                fresh.Set("sum", "11");
                Assert.True(await fresh.SyncAsync());
            }

            a.Set("sum", "103");
            await a.RepairAsync(RepairKeep.Local);
            Assert.Equal("103", (await scene.HealAsync())["sum"]);
            Assert.Equal(isNews ? ["11"] : [], a.Local.Conflicts.Of("sum").Select(conflict => conflict.Remote.Json));
        }
    }

    [ContractFact]
    public async Task What_waits_for_a_persons_decision_is_sent_when_the_remote_has_lost_the_other_side()
    {
        foreach (var keep in new[] { RepairKeep.Remote, RepairKeep.Local })
        {
            using var scene = await SceneAsync();
            var (a, b) = (scene.Open("a", strategy: SyncStrategy.Manual), scene.Open("b", strategy: SyncStrategy.Manual));
            a.Set("other", "1");
            Assert.True(await a.SyncAsync());
            var restore = await scene.BackUpAsync();
            b.Set("k", "\"theirs\"");
            Assert.True(await b.SyncAsync());
            a.Set("k", "\"mine\"");
            Assert.True(await a.SyncAsync());
            Assert.Equal(("\"theirs\"", ConflictState.Open), (a.Items()["k"], Assert.Single(a.Local.Conflicts.Of("k")).State));
            await restore();

            await a.RepairAsync(keep);
            Assert.True(await a.SyncAsync());
            await b.RepairAsync(RepairKeep.Remote);
            Assert.Equal("\"mine\"", (await scene.HealAsync())["k"]);
            Assert.DoesNotContain(a.Local.Conflicts.Of("k"), conflict => conflict.State == ConflictState.Open);
        }
    }

    [ContractFact]
    public async Task A_change_of_which_a_copy_was_sent_after_the_restore_at_the_same_position_is_another_version()
    {
        using var scene = await SceneAsync();
        var (a, b, seer) = (scene.Open("a"), scene.Open("b"), scene.Open("seer"));
        b.Set("first", "1");
        Assert.True(await b.SyncAsync());
        a.Local.Write(writer => writer.Add("count", 1));
        var copy = scene.Copy(a, "copy");
        var restore = await scene.BackUpAsync();
        b.Local.Write(writer => writer.Add("count", 10));
        Assert.True(await b.SyncAsync());
        Assert.True(await a.SyncAsync());
        Assert.True(await seer.SyncAsync());
        Assert.Equal("11", seer.Items()["count"]);
        await restore();
        var fresh = scene.Open("fresh");
        fresh.Set("news", "1");
        Assert.True(await fresh.SyncAsync());
        Assert.True(await copy.SyncAsync());

        foreach (var replica in new[] { a, b, seer })
        {
            await replica.RepairAsync(RepairKeep.Remote);
        }

        Assert.Equal("1", (await scene.HealAsync())["count"]);
    }

    [ContractFact]
    public async Task A_version_that_comes_to_a_restored_remote_where_a_lost_one_was_is_not_taken_for_that()
    {
        using var scene = await SceneAsync();
        var (a, b) = (scene.Open("a", SimulatedHub.SumAsync), scene.Open("b", SimulatedHub.SumAsync));
        a.Set("sum", "1");
        Assert.True(await a.SyncAsync());
        b.Set("theirs", "1");
        Assert.True(await b.SyncAsync());
        var restore = await scene.BackUpAsync();
        a.Set("sum", "3");
        await AcknowledgeAsync(a);
        a.Set("sum", "103");
        await restore();
        await a.RepairAsync(RepairKeep.Remote);
        b.Set("sum", "11");
        Assert.True(await b.SyncAsync());
        Assert.Equal("111", (await scene.HealAsync())["sum"]); // 103 + 11 - 3
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

    // The remote takes what waits, behind what others have sent, so that its row is still to come.
    private static async Task AcknowledgeAsync(SimulatedReplica replica)
    {
        var (batch, answer) = await replica.SendUnansweredAsync();
        Assert.False(replica.Local.Replication.Settle(batch, answer));
    }
}
