using Persist.Engine.Sync;

namespace Persist.Engine.Tests.Sync;

/// <summary>A sync ends with what waited when it began, however fast others write, here or there.</summary>
public sealed class SyncEndTests : IDisposable
{
    private const int Endless = 50;

    private readonly SimulatedHub _hub = new();

    public void Dispose() => _hub.Dispose();

    [Fact]
    public async Task A_sync_ends_under_a_writer_that_is_faster_than_the_remote()
    {
        var here = _hub.Join("a", merge: null, strategy: null, skew: default, out var remote);
        remote.BeforePushes = () => WriteAsync(here, remote);
        here.Set("k", "1");
        Assert.True(await here.SyncAsync());
        Assert.Equal((1, 1L), (remote.Pushes, here.Local.Status().Pending));
        Assert.Equal("1", (await TheirsAsync())["k"]);
    }

    [Fact]
    public async Task What_waits_beyond_a_batch_is_sent_and_what_came_meanwhile_is_the_next_syncs()
    {
        var here = _hub.Join("a", merge: null, strategy: null, skew: default, out var remote);
        remote.BeforePushes = () => WriteAsync(here, remote);
        var before = SyncLimits.Batch.Ops + 1;
        here.SetMany(Enumerable.Range(0, before).Select(n => $"k{n}"), "1");
        Assert.True(await here.SyncAsync());
        Assert.Equal((2, 1L), (remote.Pushes, here.Local.Status().Pending));
        Assert.Equal(before, (await TheirsAsync()).Keys.Count(key => key.StartsWith('k')));
        remote.BeforePushes = null;
        Assert.True(await here.SyncAsync());
        Assert.Equal(0, here.Local.Status().Pending);
    }

    [Fact]
    public async Task What_is_written_over_while_it_waits_arrives_as_it_was_or_as_it_is()
    {
        var here = _hub.Join("a", merge: null, strategy: null, skew: default, out var remote);
        remote.BeforePushes = () =>
        {
            Assert.InRange(remote.Pushes, 1, Endless);
            here.Set("k", $"{remote.Pushes + 1}");
            return Task.CompletedTask;
        };
        here.Set("k", "1");
        Assert.True(await here.SyncAsync());
        Assert.Equal("1", (await TheirsAsync())["k"]);
        Assert.True(await here.SyncAsync());
        Assert.Equal("2", (await TheirsAsync("c"))["k"]);
    }

    [Fact]
    public async Task What_a_sync_has_to_merge_is_sent_by_it_too()
    {
        var here = _hub.Join("a", SimulatedHub.SumAsync, strategy: null, skew: default, out var remote);
        var there = _hub.Join("b", SimulatedHub.SumAsync);
        here.Set("sum", "1");
        there.Set("sum", "10");
        remote.BeforePushes = () => WriteAsync(here, remote);
        remote.BeforeNextPush(async () => Assert.True(await there.SyncAsync()));
        Assert.True(await here.SyncAsync());
        Assert.Equal((2, 1L), (remote.Pushes, here.Local.Status().Pending));
        Assert.Equal("11", (await TheirsAsync())["sum"]);
    }

    [Fact]
    public async Task A_sync_ends_where_others_push_in_between_each_time()
    {
        var here = _hub.Join("a", merge: null, strategy: null, skew: default, out var remote);
        var there = _hub.Join("b", merge: null);
        remote.BeforePushes = async () =>
        {
            await WriteAsync(here, remote);
            there.Set($"there{remote.Pushes}", "1");
            Assert.True(await there.SyncAsync());
        };
        here.Set("k", "1");
        Assert.True(await here.SyncAsync());
        Assert.Equal((1, 1L), (remote.Pushes, here.Local.Status().Pending));
        Assert.Equal("1", here.Items()["there1"]);
        Assert.Equal("1", (await TheirsAsync())["k"]);
    }

    

    private static Task WriteAsync(SimulatedReplica here, InterruptedRemote remote)
    {
        Assert.InRange(remote.Pushes, 1, Endless);
        here.Set($"meanwhile{remote.Pushes}", "1");
        return Task.CompletedTask;
    }

    // What another replica gets of the remote.
    private async Task<IReadOnlyDictionary<string, string>> TheirsAsync(string name = "reader")
    {
        var reader = _hub.Join(name, merge: null);
        Assert.True(await reader.SyncAsync());
        return reader.Items();
    }
}
