using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Remotes;

/// <content>Several replicas at one cell: who wins, and what is kept of the others.</content>
public abstract partial class RemoteContract
{
    [ContractFact]
    public async Task Concurrent_puts_make_one_conflict_with_both_values()
    {
        var (a, b, c) = (await ReplicaAsync("a"), await ReplicaAsync("b"), await ReplicaAsync("c"));
        var older = TestReplica.Earlier(b.Put("k", "\"b\""));
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
        await a.PushAsync(TestReplica.Earlier(a.Put("k", "\"a\"")));
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
}
