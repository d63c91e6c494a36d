using Persist.Engine.Conflicts;
using Persist.Engine.Errors;
using Persist.Engine.Local.Replicating;
using Persist.Engine.Tests.Sync;

namespace Persist.Engine.Tests.Promises;

/// <summary>What people decide after the fact.</summary>
public sealed class DecisionTests : IDisposable
{
    private readonly SimulatedHub _hub = new();

    public void Dispose() => _hub.Dispose();

    [Fact]
    public async Task A_decision_counts_for_the_versions_that_it_was_made_about()
    {
        var one = _hub.Join("one", null, SyncStrategy.Manual, default, out var remote);
        var two = _hub.Join("two", null, SyncStrategy.Manual);
        one.Set("k", "1");
        two.Set("k", "2");
        await two.SyncAsync();
        await one.SyncAsync();
        var seen = Assert.Single(one.Local.Conflicts.Of("k"));
        two.Set("k", "3");
        await two.SyncAsync();
        remote.BeforeNextPush(() => throw PersistErrors.RemoteOffline.With("test", "the network lost it"));
        one.Set("other", "1");
        Assert.False(await one.SyncAsync());

        Assert.Equal(Resolution.Moved, one.Local.Conflicts.Resolve(seen, MergeResult.Value("12")));
        Assert.Equal("3", one.Items()["k"]);
        var open = Assert.Single(one.Local.Conflicts.Of("k"));
        Assert.Equal(("1", "3"), (open.Local.Json, open.Remote.Json));
        Assert.Equal(Resolution.Saved, one.Local.Conflicts.Resolve(open, MergeResult.Value("13")));
        await _hub.CalmAsync();
        Assert.Equal("13", two.Items()["k"]);
    }
}
