using Persist.Engine.Errors;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Remotes;

/// <content>Batches and pages: each counts once, in order, and as a whole.</content>
public abstract partial class RemoteContract
{
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
}
