using Persist.Engine.Conflicts;
using Persist.Engine.Errors;
using Persist.Engine.Sync;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Sync;

/// <content>What the copies of a file know of each other, when the remote that had told them is restored.</content>
public abstract partial class RepairSuite
{
    [ContractFact]
    public async Task A_copy_that_has_heard_that_the_original_has_sent_a_change_stops_when_the_remote_loses_that_before_it_has_arrived()
    {
        using var scene = await SceneAsync();
        var original = scene.Open("original");
        original.Set("first", "1");
        Assert.True(await original.SyncAsync());
        original.Local.Write(writer => writer.Add("count", 1));
        var copy = scene.Copy(original, "copy");
        var restore = await scene.BackUpAsync();
        Assert.True(await original.SyncAsync());

        await LosesAsync(scene, copy, restore);
    }

    [ContractFact]
    public async Task A_copy_that_has_heard_that_another_copy_has_sent_a_change_stops_when_the_remote_loses_that_before_it_has_arrived()
    {
        using var scene = await SceneAsync();
        var (copy, sibling) = await CopiesAsync(scene);
        var restore = await scene.BackUpAsync();
        Assert.True(await sibling.SyncAsync()); // under an id of its own

        await LosesAsync(scene, copy, restore);
    }

    [ContractFact]
    public async Task A_file_whose_last_batch_is_lost_stops_also_when_a_copy_has_sent_others_under_its_id()
    {
        using var scene = await SceneAsync();
        var (original, other) = (scene.Open("original"), scene.Open("other"));
        Assert.True(await original.SyncAsync());
        var copy = scene.Copy(original, "copy");
        other.Set("theirs", "1");
        Assert.True(await other.SyncAsync());
        var restore = await scene.BackUpAsync();
        original.Set("mine", "1");
        await AcknowledgeAsync(original);
        await restore();
        foreach (var value in new[] { "1", "2" })
        {
            copy.Set("of the copy", value);
            Assert.True(await copy.SyncAsync());
        }

        await StoppedAsync(original, PersistErrors.Rewound);
        await original.RepairAsync(RepairKeep.Local);
        var items = await scene.HealAsync();
        Assert.Equal(("1", "2"), (items["mine"], items["of the copy"]));
    }

    [ContractFact]
    public async Task What_waits_in_two_copies_is_applied_once_also_when_the_remote_loses_what_one_of_them_has_agreed_about_it()
    {
        foreach (var isSiblingFirst in new[] { false, true })
        {
            using var scene = await SceneAsync();
            var (copy, sibling) = await CopiesAsync(scene);
            var restore = await scene.BackUpAsync();
            await ForkOnlyAsync(copy);
            await restore();
            if (isSiblingFirst)
            {
                Assert.True(await sibling.SyncAsync());
            }

            await StoppedAsync(copy, PersistErrors.Rewound);
            await copy.RepairAsync(RepairKeep.Remote);
            Assert.True(await copy.SyncAsync());
            Assert.Equal("1", (await scene.HealAsync())["count"]);
        }
    }

    [ContractFact]
    public async Task What_waits_in_two_copies_is_applied_once_also_when_the_remote_loses_what_a_repair_has_agreed_about_it()
    {
        using var scene = await SceneAsync();
        var original = scene.Open("original");
        original.Set("first", "1");
        Assert.True(await original.SyncAsync());
        var restore = await scene.BackUpAsync();
        original.Set("first", "2");
        Assert.True(await original.SyncAsync());
        original.Local.Write(writer => writer.Add("count", 1));
        var copy = scene.Copy(original, "copy");
        await restore();
        await original.RepairAsync(RepairKeep.Remote);
        await restore();
        await StoppedAsync(original, PersistErrors.Rewound);
        await original.RepairAsync(RepairKeep.Remote);
        Assert.True(await original.SyncAsync());
        await copy.RepairAsync(RepairKeep.Remote);
        Assert.Equal("1", (await scene.HealAsync())["count"]);
    }

    [ContractFact]
    public async Task What_waits_in_a_copy_is_for_a_person_to_decide_when_the_remote_has_purged_what_its_former_id_has_sent_since_the_restore()
    {
        using var scene = await SceneAsync();
        var original = scene.Open("original");
        original.Set("first", "1");
        Assert.True(await original.SyncAsync());
        var copy = scene.Copy(original, "copy");
        var restore = await scene.BackUpAsync();
        foreach (var value in new[] { "2", "3" })
        {
            original.Set("first", value);
            Assert.True(await original.SyncAsync());
        }

        copy.Local.Write(writer => writer.Add("count", 1));
        var sibling = scene.Copy(copy, "sibling");
        await ForkOnlyAsync(copy);
        await restore();
        for (var value = 1; value <= 4; value++)
        {
            sibling.Set("later", $"{value}");
            Assert.True(await sibling.SyncAsync()); // what waits in both as well, under their former id
        }

        await scene.ExecuteAsync($"UPDATE {{0}}batch SET at = 0 WHERE store = '{sibling.Store}' AND seq <= 3");
        await scene.ExecuteAsync($"UPDATE {{0}}shard SET purged_at = 0 WHERE store = '{sibling.Store}'");
        Assert.True(await sibling.SyncAsync());

        await StoppedAsync(original, PersistErrors.Rewound);
        await original.RepairAsync(RepairKeep.Remote);
        await StoppedAsync(copy, PersistErrors.Rewound);
        await copy.RepairAsync(RepairKeep.Remote);
        Assert.Equal("1", (await scene.HealAsync())["count"]);
        Assert.Single(copy.Local.DeadLetters());
    }

    [ContractFact]
    public async Task What_a_copy_has_sent_under_their_common_id_since_the_restore_is_foreign()
    {
        using var scene = await SceneAsync();
        var a = scene.Open("a");
        a.Set("k", "1");
        a.Set("untouched", "1");
        Assert.True(await a.SyncAsync());
        var copy = scene.Copy(a, "copy");
        var restore = await scene.BackUpAsync();
        a.Set("lost", "1");
        Assert.True(await a.SyncAsync());
        a.Set("k", "2"); // waits
        await restore();
        scene.Clock.Advance(TimeSpan.FromMinutes(1));
        copy.Set("k", "3");
        Assert.True(await copy.SyncAsync()); // where the lost change had been
        await a.RepairAsync(RepairKeep.Remote);
        Assert.Equal("3", (await scene.HealAsync())["k"]);
        Assert.Equal(("3", "2"), Versions(Assert.Single(a.Local.Conflicts.Of("k"))));

        static (string?, string?) Versions(ConflictRecord conflict) => (conflict.Resolved?.Json, conflict.Local.Json);
    }

    [ContractFact]
    public async Task A_change_that_waits_in_a_copy_does_not_take_back_what_was_written_over_it_and_sent_by_the_original()
    {
        using var scene = await SceneAsync();
        var (other, original) = (scene.Open("other"), scene.Open("original"));
        Assert.True(await original.SyncAsync());
        other.Set("theirs", "1");
        original.Set("k", "1");
        original.Local.Write(writer => writer.SetFields("map", [new("f", "1")]));
        original.Local.Write(writer => writer.Include("set", ["1"]));
        original.Local.Replication.Freeze(SyncLimits.Batch);
        original.Set("k", "2");
        original.Local.Write(writer => writer.RemoveParts("map", "map", ["f"]));
        original.Local.Write(writer => writer.RemoveParts("set", "set", ["1"]));
        var copy = scene.Copy(original, "copy");
        Assert.True(await other.SyncAsync());
        var restore = await scene.BackUpAsync();
        await AcknowledgeAsync(original);
        await restore();
        await original.RepairAsync(RepairKeep.Remote);
        Assert.True(await original.SyncAsync());

        var items = await scene.HealAsync(); // the copy has yet to send both
        Assert.Equal(["k", "theirs"], items.Keys.Order());
        Assert.Equal("2", items["k"]);
        Assert.Empty(other.Local.Conflicts.Of(null));
    }

    // The remote loses what the copy has heard of, and goes on past the position where that was.
    private static async Task LosesAsync(LineageScene scene, SimulatedReplica copy, Func<Task> restore)
    {
        await ForkOnlyAsync(copy);
        Assert.Equal("1", copy.Items()["count"]);
        await restore();
        var other = scene.Open("other");
        foreach (var value in new[] { "1", "2", "3" })
        {
            other.Set("news", value);
            Assert.True(await other.SyncAsync());
        }

        await StoppedAsync(copy, PersistErrors.Rewound);
        await copy.RepairAsync(RepairKeep.Local);
        Assert.True(await copy.SyncAsync());
        Assert.True(await other.SyncAsync());
        Assert.Equal(("1", "3"), (other.Items()["count"], other.Items()["news"]));
    }

    // Two copies of one file in which the same change waits, and whose original has sent something else since.
    private static async Task<(SimulatedReplica Copy, SimulatedReplica Sibling)> CopiesAsync(LineageScene scene)
    {
        var original = scene.Open("original");
        original.Set("first", "1");
        Assert.True(await original.SyncAsync());
        var copy = scene.Copy(original, "copy");
        original.Set("first", "2");
        Assert.True(await original.SyncAsync());
        copy.Local.Write(writer => writer.Add("count", 1));
        return (copy, scene.Copy(copy, "sibling"));
    }

    // Asks what another copy has sent, becomes a replica of its own, and hears nothing more of the remote.
    private static async Task ForkOnlyAsync(SimulatedReplica copy)
    {
        copy.Remote.DuringFork = () => copy.Remote.Faults = 100; // its next pull
        Assert.False(await copy.SyncAsync());
        Assert.Equal("Fork", copy.Local.Status().LastRecovery!.Kind);
        (copy.Remote.Faults, copy.Remote.DuringFork) = (0, () => { });
    }
}
