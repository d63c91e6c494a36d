using Persist.Engine.Conflicts;
using Persist.Engine.Errors;
using Persist.Engine.Sync;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Sync;

/// <summary>The remote was restored from a backup, or exchanged: sync stops until a person says what is to count.</summary>
public abstract partial class RepairSuite : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The PostgreSQL database to sync through; null for a hub.</summary>
    protected abstract Task<string?> DatabaseAsync();

    [ContractFact]
    public async Task Sync_stops_before_anything_is_believed_and_local_use_goes_on()
    {
        using var scene = await SceneAsync();
        var (a, _) = await RestoredAsync(scene);
        var before = a.Items();
        await StoppedAsync(a, PersistErrors.Rewound);
        Assert.Equal(before, a.Items());
        a.Set("meanwhile", "1");
        await StoppedAsync(a, PersistErrors.Rewound);
        Assert.Equal("1", a.Items()["meanwhile"]);
    }

    [ContractFact]
    public async Task What_the_remote_has_lost_is_sent_again_by_keeping_the_local_side()
    {
        using var scene = await SceneAsync();
        var (a, b) = await RestoredAsync(scene);
        a.Set("waits", "1");
        a.Local.Write(writer => writer.Add("count", 100));
        var before = a.Items();
        var recovery = await a.RepairAsync(RepairKeep.Local);
        Assert.Equal((RecoveryKind.KeepLocal, 2, 0, 0), (recovery.Kind, recovery.Kept, recovery.Sent, recovery.Buried));
        Assert.Equal(before, a.Items());
        Assert.True(await a.SyncAsync());
        await b.RepairAsync(RepairKeep.Remote);
        Assert.Equal(before, await scene.HealAsync());
        Assert.Empty(a.Local.Conflicts.Of(null)); // nothing was given up
    }

    [ContractFact]
    public async Task What_the_remote_has_lost_is_in_the_conflict_log_by_keeping_the_remote_side()
    {
        using var scene = await SceneAsync();
        var (a, b) = await RestoredAsync(scene);
        a.Set("waits", "1");
        a.Local.Write(writer => writer.Add("count", 100));
        Assert.Equal(RecoveryKind.KeepRemote, (await a.RepairAsync(RepairKeep.Remote)).Kind);
        await b.RepairAsync(RepairKeep.Remote);
        var items = await scene.HealAsync();
        Assert.Equal(["back", "count", "map", "old", "set", "untouched", "waits"], items.Keys.Order());
        Assert.Equal(("1", "101", """["early"]""", """{"early":1}"""), (items["old"], items["count"], items["set"], items["map"]));
        var log = a.Local.Conflicts.Of(null).ToDictionary(conflict => (conflict.Key, conflict.Field));
        Assert.Equal("2", Lost("old").Local.Json);
        Assert.Equal("1", Lost("old").Resolved!.Json);
        Assert.Equal(("1", true), (Lost("new").Local.Json, Lost("new").Remote.IsDeleted));
        Assert.Equal("""["early","late"]""", Lost("set").Local.Json);
        Assert.Equal("2", log[("map", "late")].Local.Json);
        Assert.Equal(("111", "101"), (Lost("count").Local.Json, Lost("count").Remote.Json));
        Assert.True(Lost("back").Local.IsDeleted);
        Assert.Equal(6, log.Count);

        ConflictRecord Lost(string key) => log[(key, null)];
    }

    [ContractFact]
    public async Task Replicas_that_keep_different_sides_after_one_restore_end_equal_and_nothing_counts_twice()
    {
        foreach (var (first, second) in new[]
        {
            (RepairKeep.Local, RepairKeep.Remote), (RepairKeep.Remote, RepairKeep.Local), (RepairKeep.Local, RepairKeep.Local),
        })
        {
            using var scene = await SceneAsync();
            var (a, b) = await RestoredAsync(scene);
            var before = a.Items();
            b.Local.Write(writer => writer.Add("count", 1000));
            await a.RepairAsync(first);
            await b.RepairAsync(second);
            var items = await scene.HealAsync();
            Assert.Equal("1011", items["count"]);
            Assert.Equal(before.Keys.Order(), items.Keys.Order());
            Assert.Equal("2", items["old"]);
        }
    }

    [ContractFact]
    public async Task What_has_come_to_the_remote_since_is_kept_and_where_both_wrote_the_chosen_side_stands()
    {
        foreach (var keep in new[] { RepairKeep.Local, RepairKeep.Remote })
        {
            using var scene = await SceneAsync();
            var (a, _) = await RestoredAsync(scene);
            var fresh = scene.Open("fresh");
            Assert.True(await fresh.SyncAsync());
            fresh.Set("old", "3");
            fresh.Set("news", "1");
            fresh.Set("untouched", "2");
            Assert.True(await fresh.SyncAsync());
            await a.RepairAsync(keep);
            var isLocal = keep == RepairKeep.Local;
            Assert.Equal(("1", "2", isLocal ? "2" : "3"), (a.Items()["news"], a.Items()["untouched"], a.Items()["old"]));
            var conflict = Assert.Single(a.Local.Conflicts.Of("old"));
            Assert.Equal(("2", "3", isLocal ? "2" : "3"), (conflict.Local.Json, conflict.Remote.Json, conflict.Resolved!.Json));
            Assert.Empty(a.Local.Conflicts.Of("untouched"));
            Assert.True(await a.SyncAsync());
            Assert.True(await fresh.SyncAsync());
            Assert.Equal(a.Items(), fresh.Items());
        }
    }

    [ContractFact]
    public async Task A_pull_that_broke_off_between_two_pages_of_what_the_remote_has_lost_since_is_not_taken_for_its_past()
    {
        using var scene = await SceneAsync();
        var (a, b) = (scene.Open("a"), scene.Open("b"));
        await SendAsync(b, "one");
        var restore = await scene.BackUpAsync();
        await SendAsync(b, "two");
        await SendAsync(b, "three");
        a.Remote.BreaksPulls = true;
        Assert.False(await a.SyncAsync());
        Assert.False(await a.SyncAsync());
        Assert.Equal(["one", "two"], a.Items().Keys.Order());
        await restore();
        var fresh = scene.Open("fresh");
        await SendAsync(fresh, "other");
        await SendAsync(fresh, "another");
        await SendAsync(fresh, "last");

        a.Remote.BreaksPulls = false;
        await StoppedAsync(a, PersistErrors.Rewound);
        await a.RepairAsync(RepairKeep.Local);
        await b.RepairAsync(RepairKeep.Remote);
        Assert.Equal(["another", "last", "one", "other", "two"], (await scene.HealAsync()).Keys.Order());

        static async Task SendAsync(SimulatedReplica replica, string key)
        {
            replica.Set(key, "1");
            Assert.True(await replica.SyncAsync());
        }
    }

    [ContractFact]
    public async Task Each_repair_has_its_own_record_of_what_it_has_given_up()
    {
        using var scene = await SceneAsync();
        var (a, b) = (scene.Open("a"), scene.Open("b"));
        b.Set("k", "0");
        Assert.True(await b.SyncAsync());
        Assert.True(await a.SyncAsync());
        var restore = await scene.BackUpAsync();
        a.Set("k", "1");
        Assert.True(await a.SyncAsync());
        var restoreLater = await scene.BackUpAsync();
        await restore();
        b.Set("k", "2");
        Assert.True(await b.SyncAsync());
        await a.RepairAsync(RepairKeep.Remote);
        await restoreLater();
        await a.RepairAsync(RepairKeep.Remote);
        Assert.Equal(
            [("1", "2"), ("2", "1")],
            a.Local.Conflicts.Of("k").Select(conflict => (conflict.Local.Json!, conflict.Remote.Json!)).Order());
    }

    [ContractFact]
    public async Task Another_remote_in_the_place_of_the_known_one_gets_everything_or_takes_everything_away()
    {
        foreach (var keep in new[] { RepairKeep.Local, RepairKeep.Remote })
        {
            using var scene = await SceneAsync();
            var (a, b) = await RestoredAsync(scene);
            var before = a.Items();
            foreach (var table in LineageScene.Tables)
            {
                await scene.ExecuteAsync($"DELETE FROM {{0}}{table} WHERE store = '{a.Store}'");
            }

            await StoppedAsync(a, PersistErrors.Rewound, PersistErrors.RemoteChanged);
            await StoppedAsync(a, PersistErrors.RemoteChanged);
            await a.RepairAsync(keep);
            Assert.True(await a.SyncAsync());
            Assert.Equal(keep == RepairKeep.Local ? before : new Dictionary<string, string>(), a.Items());
            await b.RepairAsync(RepairKeep.Remote);
            Assert.Equal(a.Items(), await scene.HealAsync());
        }
    }

    [ContractFact]
    public async Task A_repair_that_breaks_off_changes_nothing_and_begins_anew()
    {
        using var scene = await SceneAsync();
        var (a, _) = await RestoredAsync(scene);
        a.Set("waits", "1");
        var (before, replica) = (a.Items(), a.Local.Replica);
        var broken = 0;
        for (var attempt = 0; attempt < 40 && a.Local.Replica == replica; attempt++)
        {
            a.Remote.Faults = 20;
            if (await Record.ExceptionAsync(() => a.RepairAsync(RepairKeep.Local)) is { } failure)
            {
                broken++;
                Assert.True(Assert.IsType<PersistException>(failure).Is(PersistErrors.RemoteOffline), failure.ToString());
                Assert.Equal(before, a.Items());
                a.Restart();
            }
        }

        Assert.True(broken > 0);
        a.Remote.Faults = 0;
        Assert.True(await a.SyncAsync());
        Assert.Equal(before, a.Items());
    }

    [ContractFact]
    public async Task There_is_nothing_to_repair_where_both_have_the_same_past()
    {
        using var scene = await SceneAsync();
        var a = scene.Open("a");
        await StoppedAsync(() => a.RepairAsync(RepairKeep.Local), PersistErrors.NothingToRepair);
        a.Set("k", "1");
        Assert.True(await a.SyncAsync());
        await StoppedAsync(() => a.RepairAsync(RepairKeep.Remote), PersistErrors.NothingToRepair);
        Assert.Null(a.Local.Status().LastRecovery);
    }

    // Both have everything; then the remote is set back to a state in which there was less, and one item more.
    private static async Task<(SimulatedReplica A, SimulatedReplica B)> RestoredAsync(LineageScene scene)
    {
        var (a, b) = (scene.Open("a"), scene.Open("b"));
        foreach (var key in new[] { "old", "back", "untouched" })
        {
            a.Set(key, "1");
        }

        a.Local.Write(writer => writer.Add("count", 1));
        a.Local.Write(writer => writer.Include("set", ["\"early\""]));
        a.Local.Write(writer => writer.SetFields("map", [KeyValuePair.Create("early", "1")]));
        Assert.True(await a.SyncAsync());
        Assert.True(await b.SyncAsync());
        var restore = await scene.BackUpAsync();
        scene.Clock.Advance(TimeSpan.FromMinutes(1));
        a.Set("old", "2");
        a.Set("new", "1");
        a.Remove("back");
        a.Local.Write(writer => writer.Add("count", 10));
        a.Local.Write(writer => writer.Include("set", ["\"late\""]));
        a.Local.Write(writer => writer.SetFields("map", [KeyValuePair.Create("late", "2")]));
        Assert.True(await a.SyncAsync());
        Assert.True(await b.SyncAsync());
        await restore();
        scene.Clock.Advance(TimeSpan.FromMinutes(1));
        return (a, b);
    }

    private static Task StoppedAsync(SimulatedReplica replica, params PersistError[] errors) => StoppedAsync(() => replica.SyncAsync(), errors);

    private static async Task StoppedAsync(Func<Task> act, params PersistError[] errors)
    {
        var failure = await Assert.ThrowsAsync<PersistException>(act);
        Assert.Contains(failure.Error, errors);
    }

    private async Task<LineageScene> SceneAsync() => new(_folder, await DatabaseAsync());
}
