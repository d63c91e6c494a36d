using Persist.Engine.Conflicts;
using Persist.Engine.Remotes;
using Persist.Engine.Sync;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Sync;

/// <content>What becomes of a copied queue that goes on being written to.</content>
public abstract partial class ForkSuite
{
    private static readonly MergeFunction Mine = (_, _) => ValueTask.FromResult(MergeResult.UseLocal);

    [ContractFact]
    public async Task What_is_written_while_a_copy_asks_what_it_may_send_counts_once_also_in_a_copy_that_is_made_then()
    {
        using var scene = await SceneAsync();
        var copy = await CopiedAgainAsync(scene);
        Assert.True(await copy.SyncAsync());
        scene.Open("late");

        Assert.Equal("11", (await scene.HealAsync())["c"]);
    }

    [ContractFact]
    public async Task What_is_written_while_a_copy_asks_counts_once_also_when_a_copy_that_is_made_then_sends_it_first()
    {
        using var scene = await SceneAsync();
        var copy = await CopiedAgainAsync(scene, failing: 100); // its next pull
        Assert.False(await copy.SyncAsync());
        Assert.True(await scene.Open("late").SyncAsync());

        Assert.Equal("11", (await scene.HealAsync())["c"]);
    }

    [ContractFact]
    public Task A_write_that_was_refused_and_written_over_does_not_come_back_from_a_copy() => RefusedAsync(isFrozenAlone: true, isFirst: false);

    [ContractFact]
    public Task A_write_that_was_refused_in_one_push_with_the_next_does_not_come_back_from_a_copy() => RefusedAsync(isFrozenAlone: false, isFirst: false);

    [ContractFact]
    public Task A_write_that_was_refused_and_written_over_does_not_come_back_from_a_copy_that_had_asked_before() => RefusedAsync(isFrozenAlone: true, isFirst: true);

    [ContractFact]
    public async Task A_copy_whose_first_pull_is_still_to_come_hears_of_the_deletion_of_what_the_other_has_sent()
    {
        using var scene = await SceneAsync();
        var (other, original) = (scene.Open("other", Mine), scene.Open("original", Mine));
        original.Set("k", "1");
        var copy = scene.Copy(original, "copy", Mine);
        Assert.True(await original.SyncAsync());
        copy.Remote.DuringFork = () => copy.Remote.Faults = 100; // its next pull
        Assert.False(await copy.SyncAsync());
        copy.Set("k", "2");
        Assert.True(await other.SyncAsync());
        other.Remove("k");
        Assert.True(await other.SyncAsync());

        Assert.Equal("2", (await scene.HealAsync())["k"]);
    }

    [ContractFact]
    public async Task What_was_set_aside_keeps_its_name_so_that_two_copies_do_not_give_one_name_to_two_changes()
    {
        using var scene = await SceneAsync();
        MergeFunction merge = (_, _) => throw new InvalidOperationException("not now");
        var (other, original) = (scene.Open("other", Mine), scene.Open("original", merge));
        original.Set("k1", "1");
        original.Set("k2", "1");
        other.Set("k1", "0");
        other.Set("k2", "0");
        Assert.True(await other.SyncAsync());
        Assert.True(await original.SyncAsync());
        Assert.Equal(2, original.Local.Status().Parked);
        var copy = scene.Copy(original, "copy", merge);
        original.Set("of the original", "1");
        Assert.True(await original.SyncAsync()); // so that the copy is the one that forks
        copy.Set("of the copy", "1");
        await RemovedAsync("k2");
        Assert.True(await copy.SyncAsync());
        await RemovedAsync("k1");
        Assert.True(await original.SyncAsync());
        Assert.Equal("1", original.Items()["k1"]);

        var items = await scene.HealAsync();
        Assert.Equal(("1", "1"), (items["k1"], items["k2"]));

        async Task RemovedAsync(string key)
        {
            Assert.True(await other.SyncAsync());
            other.Remove(key);
            Assert.True(await other.SyncAsync());
        }
    }

    [ContractFact]
    public async Task What_is_written_after_a_fork_is_merged_with_what_a_copy_has_made_of_the_change_before_it()
    {
        using var scene = await SceneAsync();
        var (other, original) = (scene.Open("other", Appended), scene.Open("original", Appended));
        original.Set("k", "\"1\"");
        var copy = scene.Copy(original, "copy", Appended);
        other.Set("k", "\"0\"");
        Assert.True(await other.SyncAsync());
        Assert.True(await original.SyncAsync()); // sends "01", which stands for what waits in the copy
        copy.Remote.DuringFork = () => copy.Remote.Faults = 100; // its next pull
        Assert.False(await copy.SyncAsync());
        copy.Set("k", "\"12\"");

        Assert.Equal("\"012\"", (await scene.HealAsync())["k"]);
    }

    // A compare-and-set, and a deletion that says what is meant since. The remote refuses the first.
    private async Task RefusedAsync(bool isFrozenAlone, bool isFirst)
    {
        using var scene = await SceneAsync();
        var (other, original) = (scene.Open("other"), scene.Open("original", Mine));
        original.Set("k", "1");
        if (isFrozenAlone)
        {
            original.Local.Replication.Freeze(SyncLimits.Batch);
        }

        original.Restart(new KeyPolicy("*", SyncStrategy.LastWriteWins));
        scene.Clock.Advance(TimeSpan.FromSeconds(1));
        other.Set("k", "0");
        scene.Clock.Advance(TimeSpan.FromSeconds(1));
        original.Remove("k");
        var copy = scene.Copy(original, "copy");
        Assert.True(await other.SyncAsync());
        if (isFirst)
        {
            var position = copy.Local.Position();
            var me = new ReplicaIdentity(original.Store, position.Author.Replica, "copy");
            var findings = await QueueQuestion.AskAsync(copy.Local, copy.Remote, me, position, position.Cursor, isRepair: false, default);
            copy.Local.Replication.Split(position, findings);
        }

        Assert.True(await original.SyncAsync());
        Assert.DoesNotContain("k", original.Items());

        Assert.DoesNotContain("k", await scene.HealAsync());
    }

    // A copy that is written to, and copied again under the name "late", while it asks what it may send.
    private async Task<SimulatedReplica> CopiedAgainAsync(LineageScene scene, int? failing = null)
    {
        var original = scene.Open("original");
        Add(original, "c", 1);
        var copy = scene.Copy(original, "copy");
        Assert.True(await original.SyncAsync());
        copy.Remote.DuringFork = () =>
        {
            Add(copy, "c", 10);
            copy.CopyOpenTo(scene.PathOf("late"));
            copy.Remote.Faults = failing ?? copy.Remote.Faults;
        };
        return copy;
    }
}
