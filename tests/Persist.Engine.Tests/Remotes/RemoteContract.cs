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
        var second = await a.PushAsync(a.Put("k", "2"));

        var own = await a.PullAsync();
        Assert.Equal((2, "a-2"), (own.Last!.No, own.Last.Id));
        Assert.Equal(2, own.Head);
        Assert.True(own.ServerNow >= first.ServerNow);
        var foreign = await b.PullAsync();
        Assert.Null(foreign.Last);
        Assert.Equal((first.Tail, second.Tail), (foreign.CursorTail, foreign.HeadTail));
        Assert.NotEqual(first.Tail, second.Tail);
        Assert.Equal(second.Tail, (await b.PullAsync()).CursorTail);
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
