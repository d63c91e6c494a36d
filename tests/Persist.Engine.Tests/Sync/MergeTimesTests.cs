using Persist.Engine.Conflicts;

namespace Persist.Engine.Tests.Sync;

/// <summary>The times that a merge is shown, and that its result has.</summary>
public sealed class MergeTimesTests : IDisposable
{
    private readonly SimulatedHub _hub = new();

    public void Dispose() => _hub.Dispose();

    [Fact]
    public async Task A_merge_is_shown_when_either_version_was_written()
    {
        MergeRequest? seen = null;
        var one = _hub.Join("one", (request, _) =>
        {
            seen = request;
            return new(MergeResult.UseRemote);
        });
        var two = _hub.Join("two", SimulatedHub.SumAsync);
        one.Set("k", "1");
        _hub.Clock.Advance(TimeSpan.FromHours(1));
        two.Set("k", "2");
        await two.SyncAsync();
        _hub.Clock.Advance(TimeSpan.FromHours(1));
        await one.SyncAsync();
        Assert.Equal(TimeSpan.FromHours(1), seen!.Remote.Timestamp - seen.Local.Timestamp);
    }

    [Fact]
    public async Task A_version_that_a_merge_keeps_has_the_time_of_its_writing_whatever_its_writers_clock_says()
    {
        var one = _hub.Join("one", (_, _) => new(MergeResult.UseLocal), skew: TimeSpan.FromHours(3));
        var two = _hub.Join("two", SimulatedHub.SumAsync);
        two.Set("k", "2");
        await two.SyncAsync();
        _hub.Clock.Advance(TimeSpan.FromHours(1));
        one.Set("k", "1");
        var written = _hub.Clock.GetUtcNow();
        _hub.Clock.Advance(TimeSpan.FromHours(1));
        await _hub.CalmAsync();
        Assert.InRange(two.Local.Get("k")!.UpdatedAt, written - TimeSpan.FromMinutes(1), written + TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData(SyncStrategy.LastWriteWins)]
    [InlineData(SyncStrategy.Custom)]
    [InlineData(SyncStrategy.Manual)]
    public async Task A_write_over_a_deletion_that_its_replica_never_saw_has_the_same_time_everywhere(SyncStrategy strategy)
    {
        MergeFunction? merge = strategy == SyncStrategy.Custom ? SimulatedHub.SumAsync : null;
        var one = _hub.Join("one", merge, strategy);
        var two = _hub.Join("two", merge, strategy);
        one.Set("k", "1");
        two.Set("k", "2");
        await two.SyncAsync();
        _hub.Clock.Advance(TimeSpan.FromHours(1));
        two.Remove("k");
        await two.SyncAsync();
        await _hub.CalmAsync();
        Assert.Equal(two.Local.Get("k")?.UpdatedAt, one.Local.Get("k")?.UpdatedAt);
        Assert.Equal(two.Items(), one.Items());
    }
}
