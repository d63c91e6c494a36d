using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Engine.Remotes;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Remotes;

/// <summary>What every remote promises.</summary>
public abstract partial class RemoteContract : IAsyncLifetime
{
    private readonly List<TestReplica> _replicas = [];
    private readonly string _store = "s" + Guid.NewGuid().ToString("N");

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public virtual async Task DisposeAsync()
    {
        foreach (var replica in _replicas)
        {
            await replica.DisposeAsync();
        }
    }

    [ContractFact]
    public async Task What_one_replica_pushes_another_pulls()
    {
        var (a, b) = (await ReplicaAsync("a"), await ReplicaAsync("b"));
        var result = await a.PushAsync(a.Put("k1", "{\"x\":1.50}"), a.Put("k2", "\"\\u0000 ü 😀\""), a.Put("gone", null));
        await b.PullAsync();

        Assert.Equal((1, 0), (result.Seq, result.HeadBefore));
        Assert.Equal("{\"x\":1.50}", b.ValueOf("k1"));
        Assert.Equal("\"\\u0000 ü 😀\"", b.ValueOf("k2"));
        Assert.False(b.Cells.ContainsKey("gone")); // nothing to delete in a replica that has nothing
        Assert.Equal(1, b.Cursor);
        Assert.Equal("a", b.Cells["k1"].Origin);
    }

    [ContractFact]
    public async Task The_header_tells_the_position_the_lineage_and_the_clock()
    {
        var (a, b) = (await ReplicaAsync("a"), await ReplicaAsync("b"));
        Assert.Equal(0, (await a.PullAsync()).Head);
        var first = await a.PushAsync(a.Put("k", "1"));
        await b.PullAsync();
        await a.PushAsync(a.Put("k", "2"));

        var own = await a.PullAsync();
        Assert.Equal((2, "a-2"), (own.Last!.No, own.Last.Id));
        Assert.Equal(2, own.Head);
        Assert.True(own.ServerNow >= first.ServerNow);
        var foreign = await b.PullAsync();
        Assert.Null(foreign.Last);
        Assert.Equal("a-1", foreign.CursorTail);
        Assert.Equal("a-2", (await b.PullAsync()).CursorTail);
        b.Cursor = 77;
        Assert.Null((await b.PullAsync()).CursorTail);
    }

    [ContractFact]
    public async Task A_delete_reaches_those_who_had_the_item()
    {
        var (a, b) = (await ReplicaAsync("a"), await ReplicaAsync("b"));
        await a.PushAsync(a.Put("k", "1"));
        await b.PullAsync();
        await a.PushAsync(a.Put("k", null, 1));
        await b.PullAsync();
        Assert.True(b.Cells["k"].Dead);
    }

    [ContractFact]
    [Trait("Scenario", "2")]
    public async Task The_same_batch_again_gets_the_stored_result_and_changes_nothing()
    {
        var (a, b) = (await ReplicaAsync("a"), await ReplicaAsync("b"));
        var request = a.Next(a.Put("k", "1"));
        var first = await a.SendAsync(request);
        await b.PullAsync();
        await b.PushAsync(b.Put("k", "2"));
        var again = await a.SendAsync(request);

        Assert.Equal(first.ToJson(), again.ToJson());
        await b.PullAsync();
        Assert.Equal((2, "2"), (b.Cursor, b.ValueOf("k")));
    }

    [ContractFact]
    [Trait("Scenario", "3")]
    public async Task A_late_duplicate_of_an_old_batch_is_refused_and_has_no_effect()
    {
        var a = await ReplicaAsync("a");
        var old = a.Next(a.Put("k", "1"));
        await a.SendAsync(old);
        await a.PushAsync(a.Put("k", "2"));
        await RefusedAsync(PersistErrors.Forked, () => a.Remote.PushAsync(old, default));
        await a.PullAsync();
        Assert.Equal((2, "2"), (a.Cursor, a.ValueOf("k")));
    }

    [ContractFact]
    [Trait("Scenario", "16")]
    public async Task A_batch_of_a_copied_file_is_refused()
    {
        var a = await ReplicaAsync("a");
        await a.PushAsync(a.Put("k", "1"));
        await RefusedAsync(PersistErrors.Forked, () => a.Remote.PushAsync(a.Next(a.Put("k", "2")) with { No = 1, PreviousId = "", Id = "other" }, default));
        await RefusedAsync(PersistErrors.Forked, () => a.Remote.PushAsync(a.Next(a.Put("k", "2")) with { PreviousId = "other" }, default));
        await RefusedAsync(PersistErrors.Forked, () => a.Remote.PushAsync(a.Next(a.Put("k", "2")) with { No = 3 }, default));
        await a.PushAsync(a.Put("k", "3")); // and the remote is free for the right one
    }

    [ContractFact]
    public async Task Concurrent_puts_make_one_conflict_with_both_values()
    {
        var (a, b, c) = (await ReplicaAsync("a"), await ReplicaAsync("b"), await ReplicaAsync("c"));
        var older = b.Put("k", "\"b\"");
        await Task.Delay(5);
        await a.PushAsync(a.Put("k", "\"a\""));
        var lost = await b.PushAsync(older);
        await c.PullAsync();

        Assert.Equal("\"a\"", c.ValueOf("k"));
        Assert.Empty(lost.Rejected);
        Assert.Equal(2, c.Cursor); // also when the last push wrote no cell
        var conflict = Assert.Single(c.Conflicts);
        Assert.Equal(("\"a\"", "a", "\"b\"", "b"), (conflict.Winner.Value, conflict.Winner.Origin, conflict.Loser.Value, conflict.Loser.Origin));
        Assert.Equal(2, conflict.Seq);
    }

    [ContractFact]
    public async Task The_later_of_two_concurrent_puts_wins_whoever_pushes_first()
    {
        var (a, b, c) = (await ReplicaAsync("a"), await ReplicaAsync("b"), await ReplicaAsync("c"));
        await a.PushAsync(a.Put("k", "\"a\""));
        await Task.Delay(5);
        await b.PushAsync(b.Put("k", "\"b\""));
        await c.PullAsync();
        Assert.Equal("\"b\"", c.ValueOf("k"));
        Assert.Equal("\"a\"", Assert.Single(c.Conflicts).Loser.Value);
    }

    [ContractFact]
    public async Task Equal_values_make_no_conflict()
    {
        var (a, b, c) = (await ReplicaAsync("a"), await ReplicaAsync("b"), await ReplicaAsync("c"));
        await a.PushAsync(a.Put("k", "1"));
        await b.PushAsync(b.Put("k", "1"));
        await c.PullAsync();
        Assert.Empty(c.Conflicts);
    }

    [ContractFact]
    public async Task A_compare_and_set_over_something_unseen_is_rejected()
    {
        var (a, b) = (await ReplicaAsync("a"), await ReplicaAsync("b"));
        await a.PushAsync(a.Put("k", "1"));
        var cas = b.Cas("k", "2", 0);
        var result = await b.PushAsync(cas, b.Cas("free", "3", 0));
        Assert.Equal([cas.N], result.Rejected);
        await b.PullAsync();
        Assert.Equal(("1", "3"), (b.ValueOf("k"), b.ValueOf("free")));
        Assert.Empty((await b.PushAsync(b.Cas("k", "2", b.Cells["k"].Seq))).Rejected);
    }

    [ContractFact]
    [Trait("Scenario", "26")]
    public async Task The_same_cell_several_times_in_a_batch_ends_with_the_last()
    {
        var (a, b) = (await ReplicaAsync("a"), await ReplicaAsync("b"));
        await a.PushAsync(a.Put("k", "1"), a.Put("k", "2"), a.Put("other", "5"), a.Put("k", null), a.Put("k", "3"));
        await b.PullAsync();
        Assert.Equal(("3", "5"), (b.ValueOf("k"), b.ValueOf("other")));
        Assert.Empty(b.Conflicts);
    }

    [ContractFact]
    [Trait("Scenario", "10")]
    public async Task No_stamp_is_beyond_the_servers_now_and_later_writes_are_later()
    {
        foreach (var years in new[] { 10, -10 })
        {
            var skewed = await ReplicaAsync("skewed" + years, new SkewedClock(TimeSpan.FromDays(365 * years)));
            var exact = await ReplicaAsync("exact" + years);
            await skewed.PullAsync();
            var result = await skewed.PushAsync(skewed.Put("k", "1"));
            await exact.PullAsync();
            var first = exact.Cells["k"].Stamp;
            Assert.InRange(first, result.ServerNow - 60_000_000, result.ServerNow);

            await exact.PushAsync(exact.Put("k", "2"));
            await skewed.PullAsync();
            Assert.True(skewed.Cells["k"].Stamp > first);
            Assert.Equal("2", skewed.ValueOf("k"));
            Assert.Empty(exact.Conflicts);
        }
    }

    [ContractFact]
    [Trait("Scenario", "19")]
    public async Task A_page_ends_where_a_push_ends()
    {
        var (a, b) = (await ReplicaAsync("a"), await ReplicaAsync("b"));
        foreach (var count in new[] { 3, 10, 1, 1, 5 })
        {
            await a.PushAsync([.. Enumerable.Range(0, count).Select(i => a.Put($"{count}/{a.No}/{i}", "0"))]);
        }

        await b.PullAsync(size: 4);
        Assert.Equal([13, 7], b.PageSizes);
        Assert.Equal((20, 5), (b.Cells.Count, b.Cursor));
    }

    [ContractFact]
    public async Task A_pull_that_is_given_up_leaves_the_remote_usable()
    {
        var (a, b) = (await ReplicaAsync("a"), await ReplicaAsync("b"));
        for (var push = 0; push < 5; push++)
        {
            await a.PushAsync([.. Enumerable.Range(0, 2000).Select(i => a.Put($"{push}/{i}", $"\"{new string('x', 500)}\""))]);
        }

        await using (var pull = await b.Remote.PullAsync(b.Identity, 0, default))
        {
            await foreach (var page in pull.ReadPagesAsync(100, default))
            {
                Assert.Equal(2000, page.Cells.Count);
                break;
            }
        }

        await b.PullAsync();
        Assert.Equal(10_000, b.Cells.Count);
    }

    [ContractFact]
    public async Task Two_stores_at_one_remote_do_not_mix()
    {
        var (a, b) = (await ReplicaAsync("a"), await ReplicaAsync("a", store: _store + "x"));
        var (one, other) = (await a.Remote.ConnectAsync(a.Identity, default), await b.Remote.ConnectAsync(b.Identity, default));
        await a.PushAsync(a.Put("k", "1"));
        await a.PushAsync(a.Put("k", "2"));
        await b.PushAsync(b.Put("k", "3"));
        await b.PullAsync();
        Assert.Equal((1, "3"), (b.Cursor, b.ValueOf("k")));
        Assert.NotEqual(one.RemoteId, other.RemoteId);
    }

    [ContractFact]
    public async Task A_store_keeps_its_id_for_all_who_connect()
    {
        var (a, b) = (await ReplicaAsync("a"), await ReplicaAsync("b"));
        Assert.Equal(await a.Remote.ConnectAsync(a.Identity, default), await b.Remote.ConnectAsync(b.Identity, default));
    }

    [ContractFact]
    [Trait("Scenario", "6")]
    public async Task Many_pushers_of_one_key_all_get_through()
    {
        const int pushers = 64;
        var replicas = new List<TestReplica>();
        for (var i = 0; i < pushers; i++)
        {
            replicas.Add(await ReplicaAsync($"r{i}"));
        }

        var results = await Task.WhenAll(replicas.Select(replica => Task.Run(() => replica.PushAsync(replica.Put("hot", $"\"{replica.Identity.Replica}\"")))));
        Assert.Equal(Enumerable.Range(1, pushers).Select(i => (long)i), results.Select(result => result.Seq).Order());
        await replicas[0].PullAsync();
        Assert.Equal(pushers, replicas[0].Cursor);
        Assert.Equal(pushers - 1, replicas[0].Conflicts.Count); // each put but the last winner lost once
        Assert.Equal(pushers - 1, replicas[0].Conflicts.Select(conflict => conflict.Id).Distinct().Count());
    }

    [ContractFact]
    public async Task Many_racers_of_one_compare_and_set_have_one_winner()
    {
        var replicas = new List<TestReplica>();
        for (var i = 0; i < 8; i++)
        {
            replicas.Add(await ReplicaAsync($"r{i}"));
        }

        var results = await Task.WhenAll(replicas.Select(replica => Task.Run(() => replica.PushAsync(replica.Cas("hot", "1", 0)))));
        Assert.Equal(7, results.Sum(result => result.Rejected.Count));
    }

    [ContractFact]
    public async Task Every_size_of_batch_arrives_in_a_fresh_remote()
    {
        var (a, b) = (await ReplicaAsync("a"), await ReplicaAsync("b"));
        foreach (var size in new[] { 1, 10, 500, 1000, 5000 })
        {
            // b has not seen a's: every touched cell is looked up.
            await a.PushAsync([.. Enumerable.Range(0, size).Select(i => a.Put($"{i}", "\"a\""))]);
            var result = await b.PushAsync([.. Enumerable.Range(0, size).Select(i => b.Cas($"{i}", "\"b\"", 0))]);
            Assert.Equal(size, result.Rejected.Count);
        }

        await b.PullAsync();
        Assert.Equal(5000, b.Cells.Count);
        Assert.All(b.Cells.Values, cell => Assert.Equal("\"a\"", cell.Value));
    }

    [ContractFact]
    [Trait("Scenario", "25")]
    public async Task A_store_that_needs_a_newer_protocol_is_refused()
    {
        var a = await ReplicaAsync("a");
        await ExecuteAsync($"UPDATE {Prefix}store SET protocol_min = 99 WHERE store = '{_store}'");
        var refused = await RefusedAsync(PersistErrors.RemoteProtocol, () => a.Remote.ConnectAsync(a.Identity, default));
        Assert.Contains("99", refused.Message, StringComparison.Ordinal);
    }

    [ContractFact]
    [Trait("Scenario", "25")]
    public async Task Rows_that_break_the_rules_are_refused()
    {
        var (a, b) = (await ReplicaAsync("a"), await ReplicaAsync("b"));
        await a.PushAsync(a.Put("k", "1"), a.Put("l", "2"));
        var far = Stamp.Now(TimeProvider.System) + (long)TimeSpan.FromDays(3650).TotalMicroseconds;
        foreach (var change in new[] { "value = '{'", "value = NULL", "seq = 99", $"stamp = {far}", "origin = ''", "key = 'A\u030A'", "kind = 'graph'" })
        {
            await ExecuteAsync($"UPDATE {Prefix}cell SET {change} WHERE store = '{_store}' AND key = 'l'");
            var refused = await RefusedAsync(PersistErrors.RemoteData, () => b.PullAsync());
            Assert.False(refused.Error.IsTransient);
            await ExecuteAsync(
                $"UPDATE {Prefix}cell SET key = 'l', kind = 'value', value = '2', seq = 1, stamp = 1, origin = 'a' WHERE store = '{_store}' AND key <> 'k'");
        }

        await b.PullAsync();
        Assert.Equal("2", b.ValueOf("l"));
    }

    /// <summary>What stands before the names of the tables.</summary>
    protected abstract string Prefix { get; }

    /// <summary>A remote over the database of this test.</summary>
    internal abstract Task<IRemote> OpenAsync(TimeProvider clock);

    /// <summary>Changes the remote's tables behind its back.</summary>
    protected abstract Task ExecuteAsync(string sql);

    internal async Task<TestReplica> ReplicaAsync(string id, TimeProvider? clock = null, string? store = null)
    {
        var replica = new TestReplica(await OpenAsync(clock ?? TimeProvider.System), store ?? _store, id, clock);
        _replicas.Add(replica);
        await replica.Remote.ConnectAsync(replica.Identity, default);
        return replica;
    }

    internal static async Task<PersistException> RefusedAsync(PersistError error, Func<Task> request)
    {
        var refused = await Assert.ThrowsAsync<PersistException>(request);
        Assert.Equal(error.Id, refused.Error.Id);
        return refused;
    }
}
