using Persist.Engine.Conflicts;

namespace Persist.Engine.Tests.Promises;

/// <summary>A person decides: until then both versions are kept, and nothing else waits.</summary>
public sealed class ManualTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Both_versions_are_kept_the_remotes_is_shown_and_the_status_counts_it()
    {
        await using var one = await OpenAsync();
        await using var two = await OpenAsync();
        await CollideAsync(one, two);
        two.Set("other", "1");
        await two.SyncAsync();
        Assert.Equal("\"remote\"", two.Get("k")!.Json);
        var open = Assert.Single(two.GetConflicts());
        Assert.Equal((ConflictState.Open, SyncStrategy.Manual, "\"local\"", "\"remote\""), (open.State, open.Strategy, open.Local.Json, open.Remote.Json));
        Assert.Equal((1, 0), (two.GetStatus().OpenConflicts, one.GetStatus().OpenConflicts));
        await one.SyncAsync();
        Assert.Equal(("\"remote\"", "1"), (one.Get("k")!.Json, one.Get("other")!.Json)); // others flow
    }

    [Theory]
    [InlineData("local", "\"local\"")]
    [InlineData("remote", "\"remote\"")]
    [InlineData("value", "\"both\"")]
    [InlineData("delete", null)]
    public async Task A_decision_stands_everywhere_and_closes_the_conflict(string choice, string? expected)
    {
        await using var one = await OpenAsync();
        await using var two = await OpenAsync();
        await CollideAsync(one, two);
        var open = Assert.Single(two.GetConflicts());
        two.ResolveConflict(open.Id, Choice(choice));
        Assert.Equal(expected, two.Get("k")?.Json);
        await two.SyncAsync();
        await one.SyncAsync();
        Assert.Equal((expected, expected), (one.Get("k")?.Json, two.Get("k")?.Json));
        var closed = Assert.Single(two.GetConflicts());
        Assert.Equal((open.Id, ConflictState.Resolved, expected), (closed.Id, closed.State, closed.Resolved!.Json));
        Assert.Equal((0, 0), (two.GetStatus().OpenConflicts, two.GetStatus().Pending));
    }

    [Theory]
    [InlineData("local", "\"local\"")]
    [InlineData("remote", "\"remote\"")]
    [InlineData("value", "\"both\"")]
    [InlineData("delete", null)]
    public async Task A_conflict_that_was_decided_can_be_decided_anew_as_a_new_write(string choice, string? expected)
    {
        await using var one = await OpenAsync(SyncStrategy.LastWriteWins);
        await using var two = await OpenAsync(SyncStrategy.LastWriteWins);
        await CollideAsync(one, two);
        two.Set("k", "\"later\"");
        two.ResolveConflict(Assert.Single(two.GetConflicts()).Id, Choice(choice));
        await two.SyncAsync();
        await one.SyncAsync();
        Assert.Equal((expected, expected), (one.Get("k")?.Json, two.Get("k")?.Json));
        Assert.Single(two.GetConflicts());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_new_local_write_decides_it(bool isDeletion)
    {
        await using var one = await OpenAsync();
        await using var two = await OpenAsync();
        await CollideAsync(one, two);
        _ = isDeletion ? two.Remove("k") : two.Set("k", "\"new\"").IsPending;
        Assert.Equal(0, two.GetStatus().OpenConflicts);
        await two.SyncAsync();
        await one.SyncAsync();
        var expected = isDeletion ? null : "\"new\"";
        Assert.Equal((expected, expected), (one.Get("k")?.Json, two.Get("k")?.Json));
        Assert.Equal((ConflictState.Resolved, expected), (Assert.Single(two.GetConflicts()).State, Assert.Single(two.GetConflicts()).Resolved!.Json));
    }

    [Fact]
    public async Task A_newer_foreign_version_takes_the_place_of_the_one_that_waited()
    {
        await using var one = await OpenAsync();
        await using var two = await OpenAsync();
        await CollideAsync(one, two);
        one.Set("k", "\"newer\"");
        await one.SyncAsync();
        await two.SyncAsync();
        Assert.Equal("\"newer\"", two.Get("k")!.Json);
        var open = Assert.Single(two.GetConflicts());
        Assert.Equal(("\"local\"", "\"newer\"", ConflictState.Open), (open.Local.Json, open.Remote.Json, open.State));
        two.ResolveConflict(open.Id, MergeResult.UseLocal);
        await two.SyncAsync();
        await one.SyncAsync();
        Assert.Equal("\"local\"", one.Get("k")!.Json);
        Assert.Empty(one.GetConflicts());
    }

    [Fact]
    public async Task An_open_conflict_outlives_the_process()
    {
        await using var one = await OpenAsync();
        var two = await OpenAsync();
        await CollideAsync(one, two);
        var id = Assert.Single(two.GetConflicts()).Id;
        await two.DisposeAsync();
        await using var again = await OpenAsync(path: two.Path);
        await again.SyncAsync();
        Assert.Equal(("\"remote\"", 1), (again.Get("k")!.Json, again.GetStatus().OpenConflicts));
        again.ResolveConflict(id, MergeResult.UseLocal);
        await again.SyncAsync();
        await one.SyncAsync();
        Assert.Equal("\"local\"", one.Get("k")!.Json);
    }

    private static MergeResult Choice(string choice) => choice switch
    {
        "local" => MergeResult.UseLocal,
        "remote" => MergeResult.UseRemote,
        "delete" => MergeResult.Delete,
        _ => MergeResult.Value("\"both\""),
    };

    private static async Task CollideAsync(PersistStore one, PersistStore two)
    {
        one.Set("k", "\"original\"");
        await one.SyncAsync();
        await two.SyncAsync();
        one.Set("k", "\"remote\"");
        two.Set("k", "\"local\"");
        await one.SyncAsync();
        await two.SyncAsync();
    }

    private Task<PersistStore> OpenAsync(SyncStrategy strategy = SyncStrategy.Manual, string? path = null) =>
        PersistStore.OpenAsync(new PersistStoreOptions
        {
            Name = "manual",
            Path = path ?? _folder.File(Guid.NewGuid().ToString("N") + ".db"),
            Remote = _folder.File("hub.db"),
            Strategy = strategy,
            Suspended = true,
        });
}
