using Persist.Engine.Errors;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Sync;

/// <content>What a repair would do can be told beforehand.</content>
public abstract partial class RepairSuite
{
    [ContractFact]
    public async Task A_rehearsal_tells_what_a_repair_will_do_and_changes_nothing()
    {
        foreach (var keep in new[] { RepairKeep.Local, RepairKeep.Remote })
        {
            using var scene = await SceneAsync();
            var (a, b) = await RestoredAsync(scene);
            a.Set("waits", "1");
            var (before, replica) = (a.Items(), a.Local.Replica);
            var planned = await a.RehearseRepairAsync(keep);
            Assert.Equal(before, a.Items());
            Assert.Equal((replica, 1L), (a.Local.Replica, a.Local.Status().Pending));
            Assert.Null(a.Local.Status().LastRecovery);
            Assert.Empty(a.Local.Conflicts.Of(null));
            await StoppedAsync(a, PersistErrors.Rewound);
            Assert.Equal(planned with { At = default }, await a.RehearseRepairAsync(keep) with { At = default });
            Assert.Equal(planned with { At = default }, await a.RepairAsync(keep) with { At = default });
            await b.RepairAsync(RepairKeep.Remote);
            await scene.HealAsync();
        }
    }

    [ContractFact]
    public async Task A_rehearsal_takes_no_conflicts_of_a_remote_that_nobody_has_decided_about()
    {
        using var scene = await SceneAsync();
        var (a, b) = await RestoredAsync(scene);
        await b.RepairAsync(RepairKeep.Remote);
        b.Set("contested", "1");
        var c = scene.Open("c");
        c.Set("contested", "2");
        Assert.True(await c.SyncAsync());
        Assert.True(await b.SyncAsync());
        Assert.Contains(b.Local.Conflicts.Of(null), conflict => conflict.Key == "contested");
        await a.RehearseRepairAsync(RepairKeep.Local);
        Assert.Empty(a.Local.Conflicts.Of(null));
        await a.RepairAsync(RepairKeep.Remote);
        Assert.Contains(a.Local.Conflicts.Of(null), conflict => conflict.Key == "contested");
    }
}
