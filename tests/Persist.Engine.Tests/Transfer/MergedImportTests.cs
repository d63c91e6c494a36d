using Persist.Engine.Conflicts;

namespace Persist.Engine.Tests.Transfer;

/// <summary>Values that a merge or a person decides about when a file has another version of them.</summary>
public sealed class MergedImportTests : IAsyncDisposable
{
    private readonly TransferStores _stores = new();

    public ValueTask DisposeAsync() => _stores.DisposeAsync();

    [Theory]
    [InlineData("local", "\"here\"", 0, 1)]
    [InlineData("remote", "\"file\"", 1, 0)]
    [InlineData("value", "\"both\"", 1, 0)]
    [InlineData("delete", null, 1, 0)]
    public async Task The_merge_decides_and_is_asked_once(string choice, string? expected, long imported, long kept)
    {
        var asked = new List<MergeRequest>();
        var store = await OpenAsync(request => { asked.Add(request); return Choice(choice); });
        store.Set("k", "\"here\"");
        var result = await store.ImportAsync(await FileAsync());
        Assert.Equal((expected, imported + 1, kept), (store.Get("k")?.Json, result.Imported, result.Kept)); // and the other item
        var request = Assert.Single(asked);
        Assert.Equal(("\"here\"", "\"file\"", (object?)null), (request.Local.Json, request.Remote.Json, request.Ancestor));
        var entry = Assert.Single(store.GetConflicts());
        Assert.Equal((ConflictState.Resolved, SyncStrategy.Custom, expected), (entry.State, entry.Strategy, entry.Resolved!.Json));
    }

    [Fact]
    public async Task A_merge_that_fails_leaves_its_item_to_a_person_and_the_rest_goes_on()
    {
        var store = await OpenAsync(_ => throw new InvalidOperationException("no idea"));
        store.Set("k", "\"here\"");
        var result = await store.ImportAsync(await FileAsync());
        Assert.Equal(("\"here\"", "\"file\""), (store.Get("k")!.Json, store.Get("z")!.Json));
        Assert.Equal((1, 1), (result.Conflicts, result.Imported));
        var open = Assert.Single(store.GetConflicts());
        Assert.Equal((ConflictState.Open, "no idea"), (open.State, open.Reason));
    }

    [Fact]
    public async Task A_write_that_comes_between_the_merge_and_its_saving_is_merged_again()
    {
        PersistStore store = null!;
        var asked = 0;
        store = await OpenAsync(request =>
        {
            if (++asked == 1)
            {
                store.Set("k", "\"in between\"");
            }

            return MergeResult.Value($"[{request.Local.Json},{request.Remote.Json}]");
        });
        store.Set("k", "\"here\"");
        await store.ImportAsync(await FileAsync());
        Assert.Equal((2, """["in between","file"]"""), (asked, store.Get("k")!.Json));
    }

    [Fact]
    public async Task An_item_that_changes_each_time_is_left_to_a_person()
    {
        PersistStore store = null!;
        var asked = 0;
        store = await OpenAsync(_ =>
        {
            store.Set("k", $"{++asked}");
            return MergeResult.UseRemote;
        });
        store.Set("k", "0");
        var result = await store.ImportAsync(await FileAsync());
        Assert.Equal((1, $"{asked}"), (result.Conflicts, store.Get("k")!.Json));
        Assert.InRange(asked, 2, 20);
    }

    [Theory]
    [InlineData("local", "\"here\"")]
    [InlineData("remote", "\"file\"")]
    [InlineData("value", "\"both\"")]
    [InlineData("delete", null)]
    public async Task With_Manual_both_versions_wait_for_a_person_whose_decision_closes_the_conflict(string choice, string? expected)
    {
        var store = await _stores.OpenAsync("here.db", SyncStrategy.Manual);
        store.Set("k", "\"here\"");
        var file = await FileAsync();
        Assert.Equal(1, (await store.ImportAsync(file)).Conflicts);
        Assert.Equal("\"here\"", store.Get("k")!.Json);
        var open = Assert.Single(store.GetConflicts());
        store.ResolveConflict(open.Id, Choice(choice));
        Assert.Equal(expected, store.Get("k")?.Json);
        var closed = Assert.Single(store.GetConflicts());
        Assert.Equal((open.Id, ConflictState.Resolved, expected), (closed.Id, closed.State, closed.Resolved!.Json));
    }

    [Fact]
    public async Task A_decision_reaches_the_other_replicas()
    {
        var store = await _stores.OpenAsync("here.db", SyncStrategy.Manual, remote: "hub.db");
        store.Set("k", "\"here\"");
        await store.SyncAsync();
        await store.ImportAsync(await FileAsync());
        store.ResolveConflict(Assert.Single(store.GetConflicts()).Id, MergeResult.UseRemote);
        await store.SyncAsync();
        var other = await _stores.OpenAsync("other.db", SyncStrategy.Manual, remote: "hub.db");
        await other.SyncAsync();
        Assert.Equal(("\"file\"", "\"file\""), (other.Get("k")!.Json, other.Get("z")!.Json));
    }

    private static MergeResult Choice(string choice) => choice switch
    {
        "local" => MergeResult.UseLocal,
        "remote" => MergeResult.UseRemote,
        "delete" => MergeResult.Delete,
        _ => MergeResult.Value("\"both\""),
    };

    private Task<PersistStore> OpenAsync(Func<MergeRequest, MergeResult> merge) =>
        _stores.OpenAsync("here.db", SyncStrategy.Custom, (request, _) => new(merge(request)));

    private Task<string> FileAsync() => _stores.ExportOfAsync(other =>
    {
        other.Set("k", "\"file\"");
        other.Set("z", "\"file\"");
    });
}
