using Persist.Engine.Conflicts;
using Persist.Engine.Errors;

namespace Persist.Engine.Tests.Sync;

/// <summary>What a compare-and-set stands on when its user goes on writing while a push is under way.</summary>
public sealed class AncestorTests : IDisposable
{
    private readonly SimulatedHub _hub = new();

    public void Dispose() => _hub.Dispose();

    [Fact]
    [Trait("Scenario", "8")]
    public async Task A_write_over_an_acknowledged_one_that_has_not_arrived_comes_from_that_one()
    {
        var (one, remote) = await AcknowledgedAsync(SimulatedHub.SumAsync);
        var two = _hub.Join("two", SimulatedHub.SumAsync);
        await two.SyncAsync();
        one.Set("k", "3"); // two more
        two.Set("k", "11"); // ten more
        await two.SyncAsync();
        remote.LosesPulls = false;
        await _hub.CalmAsync();
        Assert.Equal("13", one.Items()["k"]);
        Assert.Equal("13", two.Items()["k"]);
    }

    [Fact]
    public async Task A_foreign_deletion_of_an_acknowledged_write_is_merged_with_the_write_after_it()
    {
        var asked = 0;
        MergeFunction merge = (_, _) => Count(ref asked, MergeResult.UseRemote);
        var (one, remote) = await AcknowledgedAsync(merge);
        var two = _hub.Join("two", merge);
        await two.SyncAsync();
        one.Set("k", "3");
        two.Remove("k");
        await two.SyncAsync();
        remote.LosesPulls = false;
        await _hub.CalmAsync();
        Assert.Equal(1, asked);
        Assert.DoesNotContain("k", one.Items());
    }

    [Fact]
    public async Task A_replica_that_has_pushed_but_never_pulled_hears_of_deletions()
    {
        MergeFunction merge = (_, _) => new(MergeResult.UseLocal);
        var two = _hub.Join("two", merge);
        var one = _hub.Join("one", merge, null, default, out var remote);
        one.Set("k", "1");
        remote.BeforeNextPush(async () =>
        {
            two.Set("other", "1");
            await two.SyncAsync();
            one.Set("k", "3");
            remote.LosesPulls = true;
        });
        Assert.False(await one.SyncAsync());
        remote.LosesPulls = false;
        await two.SyncAsync();
        two.Remove("k");
        await two.SyncAsync();
        await _hub.CalmAsync();
        Assert.Equal(0, one.Local.Status().Pending);
        Assert.Equal("3", two.Items()["k"]);
    }

    [Fact]
    public async Task A_compare_and_set_does_not_stand_on_a_put_that_was_superseded()
    {
        var asked = 0;
        var two = _hub.Join("two", merge: null);
        var one = _hub.Join("one", null, null, default, out var remote);
        one.Set("k", "1");
        _hub.Clock.Advance(TimeSpan.FromSeconds(1));
        one.Restart(new KeyPolicy("*", SyncStrategy.Custom, (_, _) => Count(ref asked, MergeResult.UseRemote)));
        remote.BeforeNextPush(async () =>
        {
            two.Set("k", "2");
            await two.SyncAsync();
            one.Set("k", "3");
        });
        await _hub.CalmAsync();
        Assert.Equal(1, asked);
        Assert.Equal("2", one.Items()["k"]);
    }

    [Fact]
    [Trait("Scenario", "8")]
    public async Task A_write_that_arrives_after_what_it_would_have_been_merged_with_was_deleted_counts_once()
    {
        var two = _hub.Join("two", SimulatedHub.SumAsync);
        var one = _hub.Join("one", SimulatedHub.SumAsync, null, default, out var remote);
        Assert.True(await one.SyncAsync());
        one.Set("k", "1");
        one.Set("beside", "1");
        var (_, late) = one.Freeze();
        two.Set("k", "10");
        await two.SyncAsync();
        remote.BeforePushes = () => throw PersistErrors.RemoteOffline.With("test", "no push comes through");
        Assert.False(await one.SyncAsync()); // it has pulled
        two.Remove("k");
        await two.SyncAsync();
        remote.BeforePushes = null;
        await remote.PushAsync(late, default);
        await two.SyncAsync();
        two.Set("k", "5"); // four more
        await two.SyncAsync();
        await _hub.CalmAsync();
        Assert.Equal("5", one.Items()["k"]);
        Assert.Equal("5", two.Items()["k"]);
    }

    private static ValueTask<MergeResult> Count(ref int asked, MergeResult result)
    {
        asked++;
        return new(result);
    }

    // Somebody else pushes between the pull and the push, and from then on no pull comes through: what the remote took is
    // acknowledged, and has not arrived.
    private async Task<(SimulatedReplica Replica, InterruptedRemote Remote)> AcknowledgedAsync(MergeFunction merge)
    {
        var other = _hub.Join("other", merge);
        var replica = _hub.Join("one", merge, null, default, out var remote);
        replica.Set("k", "1");
        remote.BeforeNextPush(async () =>
        {
            other.Set("other", "1");
            await other.SyncAsync();
            remote.LosesPulls = true;
        });
        Assert.False(await replica.SyncAsync());
        return (replica, remote);
    }
}
