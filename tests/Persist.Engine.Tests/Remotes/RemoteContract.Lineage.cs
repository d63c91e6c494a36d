using Persist.Engine.Items;
using Persist.Engine.Merge;
using Persist.Engine.Remotes;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Remotes;

/// <content>What a remote tells a copied file, and what it deletes when it has become old.</content>
public abstract partial class RemoteContract
{
    [ContractFact]
    public async Task A_fork_tells_what_was_sent_beyond_the_cursor_and_asking_again_changes_nothing()
    {
        var a = await ReplicaAsync("a");
        var (early, late, waits) = (a.Put("early", "1"), a.Put("late", "1"), a.Put("waits", "1"));
        await a.PushAsync(early);
        await a.PushAsync(late);
        var request = new ForkRequest(a.Identity, [], Since: 1, WaitingOps.Of([late, waits]));
        for (var times = 0; times < 2; times++)
        {
            var answer = await a.Remote.ForkAsync(request, default);
            Assert.True(answer.IsComplete);
            var (seq, ops) = Assert.Single(answer.Sent);
            Assert.Equal((2, true, false), (seq, ops.Contains(late), ops.Contains(waits)));
        }
    }

    [ContractFact]
    public async Task What_copies_agree_about_takes_a_position_once()
    {
        var a = await ReplicaAsync("a");
        await a.PushAsync(a.Put("first", "1"));
        var (waits, later) = (a.Put("waits", "1"), a.Put("later", "1"));
        var first = await AskAsync(waits);
        Assert.Equal(2, first.Head);
        Assert.Equal(first with { Sent = [] }, await AskAsync(waits) with { Sent = [] });
        Assert.Equal(3, (await AskAsync(waits, later)).Head);
        Assert.Equal((3, first.Tail), ((await HeaderAsync(a, 2)).Head, (await HeaderAsync(a, 2)).CursorTail));
        await a.PullAsync();
        Assert.Equal((3, 4), (a.Cursor, (await a.PushAsync(waits)).Seq));

        Task<ForkAnswer> AskAsync(params Op[] ops) => a.Remote.ForkAsync(new ForkRequest(a.Identity, ["former"], Since: 1, WaitingOps.Of(ops)), default);
    }

    [ContractFact]
    public async Task A_fork_tells_in_which_push_a_copy_has_sent_something_under_another_id()
    {
        var (a, copy, other) = (await ReplicaAsync("a"), await ReplicaAsync("copy"), await ReplicaAsync("other"));
        var common = new Op(1, 7, OpKind.Add, new CellKey("c", ItemKind.Counter, ""), "1", false, 0, 0);
        await a.Remote.ForkAsync(new ForkRequest(a.Identity, [], Since: 0, WaitingOps.Of([common])), default);
        await copy.SendAsync(copy.Next(common) with { Writer = new Author("copy", new Dictionary<string, long> { ["a"] = 0 }) });
        await other.PushAsync(other.Put("k", "1"));
        var answer = await a.Remote.ForkAsync(new ForkRequest(a.Identity, [], Since: 0, WaitingOps.Of([common])), default);
        Assert.Equal((2, 3), (Assert.Single(answer.Sent).Seq, answer.Head));
    }

    [ContractFact]
    public async Task A_repair_hears_what_a_former_replica_of_its_file_has_sent()
    {
        var (a, copy) = (await ReplicaAsync("a"), await ReplicaAsync("copy"));
        var waits = a.Put("waits", "1");
        await a.PushAsync(waits);
        var answer = await copy.Remote.ForkAsync(new ForkRequest(copy.Identity, ["a"], Since: 1, WaitingOps.Of([waits]), IsRepair: true), default);
        Assert.True(Assert.Single(answer.Sent).Ops.Contains(waits));
    }

    [ContractFact]
    public async Task A_repair_asks_about_every_batch_whatever_position_it_has()
    {
        var a = await ReplicaAsync("a");
        var (first, waits) = (a.Put("first", "1"), a.Put("waits", "1"));
        await a.PushAsync(first);
        var fork = await a.Remote.ForkAsync(new ForkRequest(a.Identity, [], Since: 1, WaitingOps.Of([first, waits])), default);
        Assert.Empty(fork.Sent);
        var repair = await a.Remote.ForkAsync(new ForkRequest(a.Identity, [], Since: 1, WaitingOps.Of([first, waits]), IsRepair: true), default);
        Assert.Equal((1, true), (Assert.Single(repair.Sent).Seq, repair.Sent[0].Ops.Contains(first)));
    }

    [ContractFact]
    public async Task What_waits_in_two_copies_is_applied_for_the_first_that_sends_it_and_skipped_for_the_other()
    {
        var (a, copy) = (await ReplicaAsync("a"), await ReplicaAsync("copy"));
        var common = new Op(1, 7, OpKind.Add, new CellKey("c", ItemKind.Counter, ""), "1", false, 0, 0);
        await a.Remote.ForkAsync(new ForkRequest(a.Identity, [], Since: 0, WaitingOps.Of([common])), default);
        var former = new Author("copy", new Dictionary<string, long> { ["a"] = 0 });
        Assert.Empty((await copy.SendAsync(copy.Next(common) with { Writer = former })).Skipped);
        Assert.Equal([common.N], (await a.PushAsync(common)).Skipped);
        await a.PullAsync();
        Assert.Equal("1", a.ValueOf("c"));
        var answer = await copy.Remote.ForkAsync(new ForkRequest(copy.Identity, ["a"], Since: 9, WaitingOps.Of([common])), default);
        Assert.True(Assert.Single(answer.Sent).Ops.Contains(common));
    }

    [ContractFact]
    public async Task A_purge_deletes_what_is_older_than_the_retention_raises_the_floor_and_keeps_what_tells_the_lineage()
    {
        var (a, b) = (await ReplicaAsync("a"), await ReplicaAsync("b"));
        await a.PushAsync(a.Put("gone", "1"), a.Put("stays", "1"));
        await a.PushAsync(a.Put("gone", null));
        var last = await a.PushAsync(a.Put("gone too", null));
        await b.PushAsync(b.Put("young", null));
        await ExecuteAsync($"UPDATE {Prefix}batch SET at = 0 WHERE store = '{_store}' AND seq <= 3");
        Assert.False(await a.Remote.PurgeAsync(a.Identity, default)); // not due
        Assert.Equal(0, (await HeaderAsync(a, 3)).Floor);

        await ExecuteAsync($"UPDATE {Prefix}shard SET purged_at = 0 WHERE store = '{_store}'");
        Assert.False(await a.Remote.PurgeAsync(a.Identity, default)); // nothing is left for another step
        var header = await HeaderAsync(a, 3);
        Assert.Equal((3, 4, last.Tail), (header.Floor, header.Head, header.CursorTail)); // its last batch stays
        Assert.Null((await HeaderAsync(a, 1)).CursorTail);
        Assert.Null((await HeaderAsync(a, 2)).CursorTail);
        Assert.Equal((3, "a-3"), (header.Last!.No, header.Last.Id));
        a.Cursor = 0;
        await a.PullAsync();
        Assert.Equal(["stays", "young"], a.Cells.Keys.Order()); // it has pushed, so that it gets the tombstones that there are

        var waits = a.Put("waits", "1");
        Assert.False((await a.Remote.ForkAsync(new ForkRequest(a.Identity, [], Since: 2, WaitingOps.Of([waits])), default)).IsComplete);
        Assert.True((await a.Remote.ForkAsync(new ForkRequest(a.Identity, [], Since: 3, WaitingOps.Of([waits])), default)).IsComplete);
    }

    [ContractFact]
    public async Task Without_a_retention_nothing_is_purged_and_it_can_be_changed()
    {
        var a = await ReplicaAsync("a");
        await a.PushAsync(a.Put("gone", null));
        await ExecuteAsync($"UPDATE {Prefix}batch SET at = 0 WHERE store = '{_store}'");
        foreach (var (retention, floor) in new (long?, long)[] { (null, 0), (Stamp.Now(TimeProvider.System) * 2, 0), (1, 1) })
        {
            await a.Remote.SetRetentionAsync(a.Identity, retention, default);
            await ExecuteAsync($"UPDATE {Prefix}shard SET purged_at = 0 WHERE store = '{_store}'");
            await a.Remote.PurgeAsync(a.Identity, default);
            Assert.Equal(floor, (await HeaderAsync(a, 1)).Floor);
        }
    }

    private static async Task<PullHeader> HeaderAsync(TestReplica replica, long cursor)
    {
        await using var pull = await replica.Remote.PullAsync(replica.Identity, cursor, default);
        return pull.Header;
    }
}
