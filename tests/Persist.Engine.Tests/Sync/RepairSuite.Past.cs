using Persist.Engine.Errors;
using Persist.Engine.Merge;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Sync;

/// <content>How much of the past a file and a restored remote have in common.</content>
public abstract partial class RepairSuite
{
    [ContractFact]
    public async Task What_others_have_removed_since_the_restore_is_not_taken_for_lost_where_nothing_of_the_common_past_is_left()
    {
        using var scene = await SceneAsync();
        var (a, b) = (scene.Open("a"), scene.Open("b"));
        a.Set("old", "1");
        Assert.True(await a.SyncAsync());
        Assert.True(await b.SyncAsync());
        var restore = await scene.BackUpAsync();
        b.Set("new", "1");
        Assert.True(await b.SyncAsync());
        await restore();
        a.Remove("old");
        Assert.True(await a.SyncAsync());

        Assert.Equal(1, (await b.RehearseRepairAsync(RepairKeep.Local)).Changed);
        await b.RepairAsync(RepairKeep.Local);
        Assert.Equal(["new"], (await scene.HealAsync()).Keys);
        Assert.Empty(b.Local.Conflicts.Of(null));
    }

    [ContractFact]
    public async Task A_batch_that_comes_again_to_the_position_that_it_had_before_the_restore_is_not_the_same_past()
    {
        using var scene = await SceneAsync();
        var (a, b, c, reader) = (scene.Open("a"), scene.Open("b"), scene.Open("c"), scene.Open("reader"));
        a.Set("k", "1");
        Assert.True(await a.SyncAsync());
        var restore = await scene.BackUpAsync();
        b.Set("lost", "1");
        Assert.True(await b.SyncAsync());
        a.Set("again", "1");
        await a.SendUnansweredAsync();
        Assert.True(await reader.SyncAsync()); // up to the batch whose answer was lost
        await restore();
        c.Set("new", "1");
        Assert.True(await c.SyncAsync());
        Assert.True(await a.SyncAsync());

        await StoppedAsync(reader, PersistErrors.Rewound);
        await reader.RepairAsync(RepairKeep.Local);
        await b.RepairAsync(RepairKeep.Remote);
        Assert.Equal(["again", "k", "lost", "new"], (await scene.HealAsync()).Keys.Order());
    }

    [ContractFact]
    public async Task A_batch_that_comes_again_to_the_position_that_it_had_does_not_make_what_lay_before_the_same_past()
    {
        foreach (var isOverwritten in new[] { false, true })
        {
            using var scene = await SceneAsync();
            var (a, b, c, reader) = (scene.Open("a"), scene.Open("b"), scene.Open("c"), scene.Open("reader"));
            a.Set("k", "1");
            Assert.True(await a.SyncAsync());
            Assert.True(!isOverwritten || await reader.SyncAsync()); // so that it would know of a deletion
            var restore = await scene.BackUpAsync();
            b.Set("lost", "1");
            Assert.True(await b.SyncAsync());
            a.Set("again", "1");
            await a.SendUnansweredAsync();
            b.Set(isOverwritten ? "lost" : "later", "2");
            Assert.True(await b.SyncAsync());
            Assert.True(await reader.SyncAsync()); // past the batch whose answer was lost
            var before = reader.Items();
            await restore();
            c.Set("new", "1");
            Assert.True(await c.SyncAsync());
            Assert.True(await a.SyncAsync());

            await reader.RepairAsync(RepairKeep.Local);
            Assert.Equal(new Dictionary<string, string>(before) { ["new"] = "1" }, reader.Items());
            Assert.True(await reader.SyncAsync());
            await b.RepairAsync(RepairKeep.Remote);
            Assert.Equal(reader.Items(), await scene.HealAsync());
        }
    }

    [ContractFact]
    public async Task A_removal_that_waits_has_seen_where_its_file_stood_before_also_when_no_version_tells_of_that_any_more()
    {
        using var scene = await SceneAsync();
        var (a, b) = (scene.Open("a"), scene.Open("b"));
        a.Local.Write(writer => writer.Include("set", ["1"]));
        Assert.True(await a.SyncAsync());
        Assert.True(await b.SyncAsync());
        var restore = await scene.BackUpAsync();
        a.Local.Write(writer => writer.Include("set", ["1"]));
        Assert.True(await a.SyncAsync());
        Assert.True(await b.SyncAsync());
        b.Local.Write(writer => writer.RemoveParts("set", "set", ["1"]));
        await restore();

        await a.RepairAsync(RepairKeep.Remote);
        await b.RepairAsync(RepairKeep.Remote);
        Assert.Empty(await scene.HealAsync());
    }

    [ContractFact]
    public async Task A_remote_that_comes_back_goes_on_with_who_was_not_repaired_and_stops_who_was()
    {
        foreach (var keep in new[] { RepairKeep.Local, RepairKeep.Remote })
        {
            using var scene = await SceneAsync();
            var (a, b) = (scene.Open("a"), scene.Open("b"));
            a.Set("both", "1");
            Assert.True(await a.SyncAsync());
            Assert.True(await b.SyncAsync());
            var comeBack = await scene.BackUpAsync();
            foreach (var table in LineageScene.Tables)
            {
                await scene.ExecuteAsync($"DELETE FROM {{0}}{table} WHERE store = '{a.Store}'");
            }

            await StoppedAsync(a, PersistErrors.Rewound, PersistErrors.RemoteChanged);
            await StoppedAsync(b, PersistErrors.Rewound, PersistErrors.RemoteChanged);
            await a.RepairAsync(RepairKeep.Local);
            a.Set("elsewhere", "1");
            Assert.True(await a.SyncAsync());
            b.Set("waits", "1");

            await comeBack();
            Assert.True(await b.SyncAsync());
            Assert.Null(b.Local.Status().LastRecovery);
            await StoppedAsync(a, PersistErrors.Rewound, PersistErrors.RemoteChanged);
            await a.RepairAsync(keep);
            string[] expected = keep == RepairKeep.Local ? ["both", "elsewhere", "waits"] : ["both", "waits"];
            Assert.Equal(expected, (await scene.HealAsync()).Keys.Order());
            Assert.Equal(keep == RepairKeep.Local ? [] : ["elsewhere"], a.Local.Conflicts.Of(null).Select(conflict => conflict.Key));
        }
    }

    [ContractFact]
    public async Task Who_stands_where_a_restored_remote_has_purged_up_to_finds_that_the_past_there_is_another()
    {
        using var scene = await SceneAsync();
        var (a, b, c) = (scene.Open("a"), scene.Open("b"), scene.Open("c"));
        a.Set("first", "1");
        Assert.True(await a.SyncAsync());
        var restore = await scene.BackUpAsync();
        b.Set("lost", "1");
        Assert.True(await b.SyncAsync());
        Assert.True(await a.SyncAsync());
        await restore();
        await WriteAndPurgeAsync(scene, c, through: 2);

        await StoppedAsync(a, PersistErrors.Rewound);
        await a.RepairAsync(RepairKeep.Local);
        Assert.True(await a.SyncAsync());
        await b.RepairAsync(RepairKeep.Remote);
        Assert.Equal(["first", "lost", "other", "young"], (await scene.HealAsync()).Keys.Order());
    }

    [ContractFact]
    public async Task What_was_sent_with_what_a_copy_has_sent_since_the_restore_at_the_same_position_is_lost_also_where_that_was_purged()
    {
        for (var through = 2; through <= 3; through++)
        {
            using var scene = await SceneAsync();
            var (a, c) = (scene.Open("a"), scene.Open("c"));
            a.Set("first", "1");
            Assert.True(await a.SyncAsync());
            a.Set("both", "1");
            var copy = scene.Copy(a, "copy");
            var restore = await scene.BackUpAsync();
            a.Set("lost", "1");
            Assert.True(await a.SyncAsync());
            await restore();
            Assert.True(await copy.SyncAsync());
            await WriteAndPurgeAsync(scene, c, through);

            await StoppedAsync(a, PersistErrors.Rewound);
            await a.RepairAsync(RepairKeep.Local);
            Assert.Equal(["both", "first", "lost", "other", "young"], (await scene.HealAsync()).Keys.Order());
        }
    }

    [ContractFact]
    public async Task Ones_own_last_batch_tells_how_far_the_past_is_common_also_where_the_others_were_purged()
    {
        using var scene = await SceneAsync();
        var (a, c) = (scene.Open("a"), scene.Open("c"));
        a.Local.Write(writer => writer.Include("set", ["\"m\""]));
        Assert.True(await a.SyncAsync());
        var restore = await scene.BackUpAsync();
        a.Local.Write(writer => writer.RemoveParts("set", ItemKind.Set, ["\"m\""]) > 0);
        Assert.True(await a.SyncAsync());
        await restore();
        a.Restart();
        a.Local.Write(writer => writer.Include("set", ["\"m\""]));
        a.Local.Write(writer => writer.RemoveParts("set", ItemKind.Set, ["\"m\""]) > 0);
        await WriteAndPurgeAsync(scene, c, through: 2);

        await StoppedAsync(a, PersistErrors.Rewound);
        await a.RepairAsync(RepairKeep.Remote);
        Assert.Equal(["other", "young"], (await scene.HealAsync()).Keys.Order());
    }

    [ContractFact]
    public async Task Where_a_file_stood_before_an_absence_that_hid_a_restore_is_no_past_of_what_it_has_since()
    {
        using var scene = await SceneAsync();
        var (a, b, c) = (scene.Open("a"), scene.Open("b"), scene.Open("c"));
        a.Set("first", "1");
        Assert.True(await a.SyncAsync());
        var restoreFirst = await scene.BackUpAsync();
        a.Set("second", "1");
        Assert.True(await a.SyncAsync());
        Assert.True(await b.SyncAsync());
        var restoreSecond = await scene.BackUpAsync();
        await restoreFirst();
        await WriteAndPurgeAsync(scene, c, through: 3);
        Assert.True(await b.SyncAsync());
        Assert.Equal(("Resync", "first other young"), (b.Local.Status().LastRecovery?.Kind, string.Join(' ', b.Items().Keys)));

        await restoreSecond();
        await StoppedAsync(b, PersistErrors.Rewound);
        await b.RepairAsync(RepairKeep.Local);
        Assert.True(await b.SyncAsync());
        await c.RepairAsync(RepairKeep.Remote);
        Assert.Equal(["first", "other", "second", "young"], (await scene.HealAsync()).Keys.Order());
    }

    [ContractFact]
    public async Task Where_a_file_stood_before_an_absence_that_hid_a_restore_does_not_end_the_past_that_it_has_in_common_since()
    {
        using var scene = await SceneAsync();
        var (a, b, c) = (scene.Open("a"), scene.Open("b"), scene.Open("c"));
        a.Set("first", "1");
        Assert.True(await a.SyncAsync());
        var restoreFirst = await scene.BackUpAsync();
        a.Set("second", "1");
        Assert.True(await a.SyncAsync());
        Assert.True(await b.SyncAsync());
        await restoreFirst();
        await WriteAsync(c, "changed", "kept");
        var restoreLater = await scene.BackUpAsync();
        await WriteAndPurgeAsync(scene, c, through: 5);
        Assert.True(await b.SyncAsync());

        await restoreLater();
        var fresh = scene.Open("fresh");
        Assert.True(await fresh.SyncAsync());
        fresh.Set("changed", "2");
        Assert.True(await fresh.SyncAsync());
        await StoppedAsync(b, PersistErrors.Rewound);
        await b.RepairAsync(RepairKeep.Local);
        Assert.Equal("2", b.Items()["changed"]); // the remote had not lost it
        Assert.Empty(b.Local.Conflicts.Of(null));
    }

    // Afterwards the remote has one push more than what is purged.
    private static async Task WriteAndPurgeAsync(LineageScene scene, SimulatedReplica by, long through)
    {
        await WriteAsync(by, "other", "young");
        await scene.ExecuteAsync($"UPDATE {{0}}batch SET at = 0 WHERE store = '{by.Store}' AND seq <= {through}");
        await scene.ExecuteAsync($"UPDATE {{0}}shard SET purged_at = 0 WHERE store = '{by.Store}'");
        Assert.True(await by.SyncAsync());
    }

    // A push for each.
    private static async Task WriteAsync(SimulatedReplica by, params string[] keys)
    {
        foreach (var key in keys)
        {
            by.Set(key, "1");
            Assert.True(await by.SyncAsync());
        }
    }
}
