using Persist.Engine.Conflicts;
using Persist.Engine.Local.Replicating;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Sync;

/// <summary>A replica that was away for longer than the remote keeps deletions takes the remote's state anew and keeps its queue.</summary>
public abstract class ResyncSuite : IDisposable
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
    [Trait("Scenario", "11")]
    public async Task Deleted_items_do_not_come_back_and_what_was_written_meanwhile_is_kept()
    {
        using var scene = await SceneAsync();
        var (away, other) = await PairAsync(scene);
        away.Set("edited", "2");
        away.Set("new", "1");
        away.Local.Write(writer => writer.Add("count", 10));
        away.Local.Write(writer => writer.Include("set", ["\"mine\""]));
        away.Local.Write(writer => writer.SetFields("map", [KeyValuePair.Create("mine", "1")]));
        await PurgeAsync(scene, other);
        Assert.True(await away.SyncAsync());

        var items = await scene.HealAsync();
        Assert.Equal(["count", "edited", "map", "new", "set", "stays"], items.Keys.Order());
        Assert.Equal(("2", "2", """["mine"]""", """{"mine":1}"""), (items["edited"], items["stays"], items["set"], items["map"]));
        Assert.Equal("10", items["count"]);
        Assert.Equal("Resync", away.Local.Status().LastRecovery!.Kind);
        var conflict = Assert.Single(away.Local.Conflicts.Of("edited"));
        Assert.Equal((ConflictState.Resolved, "2", true), (conflict.State, conflict.Local.Json, conflict.Remote.IsDeleted));
    }

    [ContractFact]
    public async Task A_reset_of_a_counter_that_is_gone_takes_nothing_from_what_is_added_to_a_new_one()
    {
        using var scene = await SceneAsync();
        var (away, other) = await PairAsync(scene);
        away.Local.Write(writer => writer.Add("count", 3));
        away.Local.Write(writer => writer.Reset("count"));
        await PurgeAsync(scene, other);
        await scene.ExecuteAsync($"DELETE FROM {{0}}cell WHERE store = '{away.Store}' AND key = 'count'"); // as if counters were purged
        other.Local.Write(writer => writer.Add("count", 100));
        await scene.HealAsync();
        Assert.Equal("103", away.Items()["count"]);
    }

    [ContractFact]
    public async Task What_is_written_after_a_change_was_given_up_is_merged_with_what_the_original_had_sent_of_it()
    {
        using var scene = await SceneAsync();
        MergeFunction unite = (request, _) => new(MergeResult.Value($"[{request.Local.Json},{request.Remote.Json}]"));
        var (other, original) = (scene.Open("other"), scene.Open("original", unite));
        original.Set("k", "1");
        original.CopyTo(scene.PathOf("backup"));
        Assert.True(await original.SyncAsync());
        await PurgeAsync(scene, other);
        original.RestoreFrom(scene.PathOf("backup"));
        original.Set("k", "3");

        original.Remote.DuringFork = () => original.Remote.Faults = 100; // its next pull
        Assert.False(await original.SyncAsync());
        Assert.Single(original.Local.DeadLetters()); // nobody can tell whether it was sent
        original.Set("k", "2");
        Assert.Equal("[2,1]", (await scene.HealAsync())["k"]);
    }

    [ContractFact]
    public async Task What_a_copy_has_sent_is_ones_own_also_where_something_before_it_was_given_up()
    {
        using var scene = await SceneAsync();
        var (other, original) = (scene.Open("other"), scene.Open("original"));
        other.Set("first", "1");
        Assert.True(await other.SyncAsync());
        original.Set("given up", "1");
        original.Set("sent", "1");
        var copy = scene.Copy(original, "copy");
        await PurgeAsync(scene, other);
        Assert.True(await original.SyncAsync());
        copy.Set("given up", "2");
        copy.Remote.DuringFork = () => copy.Remote.Faults = 100; // its next pull
        Assert.False(await copy.SyncAsync());
        Assert.Equal("given up", Assert.Single(copy.Local.DeadLetters()).Op.Cell.Key);
        copy.Set("sent", "2");
        Assert.Equal("2", (await scene.HealAsync())["sent"]);
        Assert.Empty(other.Local.Conflicts.Of("sent"));
    }

    [ContractFact]
    public async Task A_merge_sees_that_the_other_side_deleted_the_item()
    {
        using var scene = await SceneAsync();
        var asked = new List<MergeRequest>();
        ValueTask<MergeResult> Merge(MergeRequest request, CancellationToken cancellationToken)
        {
            asked.Add(request);
            return new(MergeResult.UseLocal);
        }

        var (away, other) = await PairAsync(scene, Merge);
        away.Set("edited", "2");
        away.Remove("gone");
        await PurgeAsync(scene, other);
        var items = await scene.HealAsync();
        Assert.Equal("2", items["edited"]);
        Assert.False(items.ContainsKey("gone"));
        var request = Assert.Single(asked);
        Assert.Equal(("edited", true, "1"), (request.Key, request.Remote.IsDeleted, request.Ancestor?.Json));
    }

    [ContractFact]
    public async Task A_person_decides_about_an_edited_item_that_is_gone()
    {
        using var scene = await SceneAsync();
        var (away, other) = await PairAsync(scene, merge: null, SyncStrategy.Manual);
        away.Set("edited", "2");
        await PurgeAsync(scene, other);
        Assert.True(await away.SyncAsync());
        Assert.False(away.Items().ContainsKey("edited"));
        var conflict = Assert.Single(away.Local.Conflicts.Of("edited"));
        Assert.Equal((ConflictState.Open, "2", true), (conflict.State, conflict.Local.Json, conflict.Remote.IsDeleted));
        Assert.Equal(Resolution.Saved, away.Local.Conflicts.Resolve(conflict, MergeResult.UseLocal));
        Assert.Equal("2", (await scene.HealAsync())["edited"]);
    }

    [ContractFact]
    public async Task A_resync_that_breaks_off_changes_nothing_and_begins_anew()
    {
        using var scene = await SceneAsync();
        var (away, other) = await PairAsync(scene);
        away.Set("edited", "2");
        await PurgeAsync(scene, other);
        var (before, cursor) = (away.Items(), away.Local.Position().Cursor);
        for (var attempt = 0; attempt < 30; attempt++)
        {
            away.Remote.Faults = 60;
            if (await away.SyncAsync())
            {
                break;
            }

            if (away.Local.Status().LastRecovery is null)
            {
                Assert.Equal(before, away.Items());
                Assert.Equal(cursor, away.Local.Position().Cursor);
            }

            away.Restart();
        }

        Assert.Equal(["edited", "stays"], (await scene.HealAsync()).Keys.Order());
    }

    [ContractFact]
    public async Task A_copy_that_was_away_too_long_asks_a_person_about_what_nobody_can_tell()
    {
        using var scene = await SceneAsync();
        var (away, other) = await PairAsync(scene);
        away.Set("waits", "1");
        away.CopyTo(scene.PathOf("backup"));
        Assert.True(await away.SyncAsync());
        away.Set("later", "1"); // a replica's last batch is kept, so that it must not be the one that tells
        Assert.True(await away.SyncAsync());
        await PurgeAsync(scene, other);
        away.RestoreFrom(scene.PathOf("backup"));
        Assert.True(await away.SyncAsync());
        Assert.Equal("waits", Assert.Single(away.Local.DeadLetters()).Op.Cell.Key);
        Assert.Equal("1", (await scene.HealAsync())["waits"]); // it had been sent
    }

    [ContractFact]
    public async Task A_first_change_whose_answer_was_lost_and_that_others_have_deleted_since_does_not_come_back()
    {
        using var scene = await SceneAsync();
        var (away, other) = (scene.Open("away"), scene.Open("other"));
        Assert.True(await away.SyncAsync());
        away.Set("k", "1");
        await away.SendUnansweredAsync();
        Assert.True(await other.SyncAsync());
        other.Remove("k");
        Assert.True(await other.SyncAsync());
        await PurgeAsync(scene, other);

        Assert.Empty(await scene.HealAsync());
    }

    [ContractFact]
    public async Task A_file_that_has_forked_hears_of_the_deletion_of_what_it_had_sent_when_it_takes_the_remotes_state_anew()
    {
        using var scene = await SceneAsync();
        MergeFunction mine = (_, _) => ValueTask.FromResult(MergeResult.UseLocal);
        var (other, original) = (scene.Open("other", mine), scene.Open("original", mine));
        other.Set("first", "1");
        Assert.True(await other.SyncAsync());
        Assert.True(await original.SyncAsync());
        other.Set("theirs", "1");
        Assert.True(await other.SyncAsync());
        original.Set("k", "1");
        var (batch, answer) = await original.SendUnansweredAsync();
        original.Local.Replication.Settle(batch, answer);
        var copy = scene.Copy(original, "copy", mine);
        original.Set("k", "2");
        copy.Set("of the copy", "1");
        Assert.True(await copy.SyncAsync()); // so that the original is the one that forks
        original.Remote.DuringFork = () => original.Remote.Faults = 100; // its next pull
        Assert.False(await original.SyncAsync());
        Assert.True(await other.SyncAsync());
        await PurgeAsync(scene, other);
        other.Remove("k");
        Assert.True(await other.SyncAsync());

        Assert.Equal("2", (await scene.HealAsync())["k"]);
        Assert.Equal("Resync", original.Local.Status().LastRecovery!.Kind);
    }

    [ContractFact]
    public async Task A_first_change_that_is_under_way_meets_the_deletion_of_what_it_was_written_over_when_the_remotes_state_is_taken_anew()
    {
        using var scene = await SceneAsync();
        MergeFunction mine = (_, _) => ValueTask.FromResult(MergeResult.UseLocal);
        var (away, other) = (scene.Open("away", mine), scene.Open("other", mine));
        other.Set("k", "1");
        Assert.True(await other.SyncAsync());
        Assert.True(await away.SyncAsync());
        other.Set("other", "1");
        Assert.True(await other.SyncAsync());
        away.Set("k", "2");
        away.Freeze(); // and is not heard of
        await PurgeAsync(scene, other);
        other.Remove("k");
        Assert.True(await other.SyncAsync());

        Assert.Equal("2", (await scene.HealAsync())["k"]);
        Assert.Equal("Resync", away.Local.Status().LastRecovery!.Kind);
    }

    [ContractFact]
    public async Task A_conflict_that_waits_is_closed_when_its_change_becomes_a_dead_letter()
    {
        using var scene = await SceneAsync();
        var (away, other) = (scene.Open("away", strategy: SyncStrategy.Manual), scene.Open("other", strategy: SyncStrategy.Manual));
        away.Set("k", "1");
        other.Set("k", "2");
        Assert.True(await other.SyncAsync());
        Assert.True(await away.SyncAsync());
        away.CopyTo(scene.PathOf("backup"));
        foreach (var later in new[] { "a", "b" })
        {
            away.Set(later, "1");
            Assert.True(await away.SyncAsync());
        }

        await PurgeAsync(scene, other);
        away.RestoreFrom(scene.PathOf("backup"));
        Assert.Equal(ConflictState.Open, Assert.Single(away.Local.Conflicts.Of("k")).State);
        Assert.Equal("2", (await scene.HealAsync())["k"]);
        Assert.Equal("1", Assert.Single(away.Local.DeadLetters()).Op.Value);
        var conflict = Assert.Single(away.Local.Conflicts.Of("k"));
        Assert.Equal((ConflictState.Resolved, "2"), (conflict.State, conflict.Resolved?.Json));
    }

    [ContractFact]
    public async Task A_replica_that_has_everything_is_not_told_to_start_anew()
    {
        using var scene = await SceneAsync();
        var (away, other) = await PairAsync(scene);
        Assert.True(await other.SyncAsync());
        await PurgeAsync(scene, other);
        Assert.True(await other.SyncAsync());
        Assert.Null(other.Local.Status().LastRecovery);
        Assert.True(await away.SyncAsync());
        Assert.NotNull(away.Local.Status().LastRecovery);
    }

    // Both know the items; then one goes away, and the other deletes and changes some.
    private static async Task<(SimulatedReplica Away, SimulatedReplica Other)> PairAsync(
        LineageScene scene, MergeFunction? merge = null, SyncStrategy? strategy = null)
    {
        var (away, other) = (scene.Open("away", merge, strategy), scene.Open("other", merge, strategy));
        foreach (var key in new[] { "edited", "gone", "stays" })
        {
            other.Set(key, "1");
        }

        if (strategy is null && merge is null)
        {
            other.Local.Write(writer => writer.Add("count", 5));
            other.Local.Write(writer => writer.Include("set", ["\"theirs\""]));
            other.Local.Write(writer => writer.SetFields("map", [KeyValuePair.Create("theirs", "1")]));
        }

        Assert.True(await other.SyncAsync());
        Assert.True(await away.SyncAsync());
        scene.Clock.Advance(TimeSpan.FromMinutes(1));
        foreach (var key in new[] { "edited", "gone", "count", "set", "map" })
        {
            other.Remove(key);
        }

        other.Set("stays", "2");
        Assert.True(await other.SyncAsync());
        return (away, other);
    }

    // Everything so far becomes older than the retention, and a sync purges it.
    private async Task PurgeAsync(LineageScene scene, SimulatedReplica by)
    {
        await scene.ExecuteAsync($"UPDATE {{0}}batch SET at = 0 WHERE store = '{by.Store}'");
        await scene.ExecuteAsync($"UPDATE {{0}}shard SET purged_at = 0 WHERE store = '{by.Store}'");
        Assert.True(await by.SyncAsync());
    }

    private async Task<LineageScene> SceneAsync() => new(_folder, await DatabaseAsync());
}
