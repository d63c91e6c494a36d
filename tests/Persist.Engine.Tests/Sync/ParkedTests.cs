using Persist.Engine.Conflicts;

namespace Persist.Engine.Tests.Sync;

/// <summary>What becomes of a write whose merge has failed.</summary>
public sealed class ParkedTests : IDisposable
{
    private static readonly KeyPolicy LastWriteWins = new("*", SyncStrategy.LastWriteWins);

    private readonly SimulatedHub _hub = new();

    public void Dispose() => _hub.Dispose();

    [Fact]
    [Trait("Scenario", "9")]
    public async Task It_waits_again_when_the_version_that_it_could_not_be_merged_with_is_deleted()
    {
        var (one, two, _) = await ParkedAsync();
        two.Remove("k");
        await _hub.CalmAsync();
        AssertDecided(one);
        Assert.Equal("1", two.Items()["k"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_gives_way_to_a_last_write(bool direct)
    {
        var (one, two, remote) = await ParkedAsync();
        one.Restart(LastWriteWins);
        _hub.Clock.Advance(TimeSpan.FromSeconds(1));
        one.Set("k", "3");
        if (!direct)
        {
            remote.BeforeNextPush(async () =>
            {
                two.Set("other", "1");
                await two.SyncAsync();
            });
        }

        await _hub.CalmAsync();
        AssertDecided(one);
        Assert.Equal("3", one.Items()["k"]);
        Assert.Equal("3", two.Items()["k"]);
    }

    [Theory]
    [InlineData("3")]
    [InlineData(null)]
    public async Task A_write_over_it_closes_its_conflict_when_the_key_needs_no_decision_any_more(string? json)
    {
        var (one, two, _) = await ParkedAsync();
        one.Set("k", "3");
        one.Restart(LastWriteWins);
        _hub.Clock.Advance(TimeSpan.FromSeconds(1));
        if (json is null)
        {
            one.Remove("k");
        }
        else
        {
            one.Set("k", json);
        }

        await _hub.CalmAsync();
        AssertDecided(one);
        Assert.Equal(json, two.Items().GetValueOrDefault("k"));
    }

    [Fact]
    public async Task A_write_over_it_closes_its_conflict_when_there_is_nothing_to_merge_with_any_more()
    {
        var (one, two, _) = await ParkedAsync();
        one.Set("k", "3");
        two.Remove("k");
        await two.SyncAsync();
        await _hub.CalmAsync();
        AssertDecided(one);
        Assert.Equal("3", two.Items()["k"]);
    }

    private static void AssertDecided(SimulatedReplica replica)
    {
        Assert.Empty(replica.Local.Queue());
        Assert.All(replica.Local.Conflicts.Of(null), conflict => Assert.Equal(ConflictState.Resolved, conflict.State));
    }

    private async Task<(SimulatedReplica One, SimulatedReplica Two, InterruptedRemote Remote)> ParkedAsync()
    {
        var one = _hub.Join("one", SimulatedHub.FailAsync, null, default, out var remote);
        var two = _hub.Join("two", SimulatedHub.SumAsync);
        one.Set("k", "1");
        two.Set("k", "2");
        await two.SyncAsync();
        await one.SyncAsync();
        Assert.Equal(1, one.Local.Status().Parked);
        return (one, two, remote);
    }
}
