using Persist.Engine.Conflicts;
using Persist.Engine.Errors;
using Persist.Engine.Transfer;

namespace Persist.Engine.Tests.Transfer;

/// <summary>What an import makes of items that are here, and of those that are not.</summary>
public sealed class ImportTests : IAsyncDisposable
{
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(1);

    private readonly TransferStores _stores = new();

    public ValueTask DisposeAsync() => _stores.DisposeAsync();

    [Fact]
    public async Task All_kinds_come_back_to_the_letter()
    {
        var one = await _stores.OpenAsync("one.db");
        one.Set("value", """{ "n" : 1.2300,  "s":"\u00e9" }""");
        one.Set("lines", "[\n1,\r\n2\n]");
        one.Set("ünï/😀 \"quoted\"", "null");
        one.AddToCounter("counter", 12.50m);
        one.AddToSet("set", ["\"a\"", "[1,2]", "3"]);
        one.SetFields("map", [KeyValuePair.Create("a b", "1.0"), KeyValuePair.Create("q\"", "{ }")]);
        var two = await _stores.OpenAsync("two.db");
        var result = await two.ImportAsync(await _stores.ExportAsync(one));
        Assert.Equal(TransferStores.Items(one), TransferStores.Items(two));
        Assert.Equal(one.Scan().Select(item => item.UpdatedAt), two.Scan().Select(item => item.UpdatedAt));
        Assert.Equal((6, 0, 0, 0), (result.Imported, result.Unchanged, result.Kept, result.Failed));
    }

    [Fact]
    public async Task What_is_here_in_the_same_form_is_left_alone()
    {
        var store = await _stores.OpenAsync("a.db");
        store.Set("value", "1");
        store.AddToCounter("counter", 1);
        store.AddToSet("set", ["1"]);
        store.SetFields("map", [KeyValuePair.Create("a", "1")]);
        var before = store.GetStatus().Pending;
        var result = await store.ImportAsync(await _stores.ExportAsync(store));
        Assert.Equal((0, 4, before), (result.Imported, result.Unchanged, store.GetStatus().Pending));
    }

    [Theory]
    [InlineData(false, "\"file\"", 1, 0)]
    [InlineData(true, "\"here\"", 0, 1)]
    public async Task Of_two_values_the_later_one_stands(bool hereIsLater, string expected, long imported, long kept)
    {
        var store = await _stores.OpenAsync("here.db");
        if (!hereIsLater)
        {
            store.Set("k", "\"here\"");
            _stores.Clock.Advance(Later);
        }

        var file = await _stores.ExportOfAsync(other => other.Set("k", "\"file\""));
        if (hereIsLater)
        {
            _stores.Clock.Advance(Later);
            store.Set("k", "\"here\"");
        }

        var result = await store.ImportAsync(file);
        Assert.Equal((expected, imported, kept), (store.Get("k")!.Json, result.Imported, result.Kept));
    }

    [Fact]
    public async Task A_value_that_the_import_replaced_is_in_the_conflict_log_and_can_be_brought_back()
    {
        var store = await _stores.OpenAsync("here.db");
        store.Set("k", "\"here\"");
        _stores.Clock.Advance(Later);
        await store.ImportAsync(await _stores.ExportOfAsync(other => other.Set("k", "\"file\"")));
        var conflict = Assert.Single(store.GetConflicts());
        Assert.Equal(("\"here\"", "\"file\"", ConflictState.Resolved), (conflict.Local.Json, conflict.Remote.Json, conflict.State));
        store.ResolveConflict(conflict.Id, MergeResult.UseLocal);
        Assert.Equal("\"here\"", store.Get("k")!.Json);
    }

    [Fact]
    public async Task What_was_deleted_here_is_restored()
    {
        var store = await _stores.OpenAsync("here.db", remote: "hub.db");
        store.Set("k", "1");
        var file = await _stores.ExportAsync(store);
        await store.SyncAsync();
        _stores.Clock.Advance(Later);
        store.Remove("k");
        await store.SyncAsync();
        await store.ImportAsync(file);
        var other = await _stores.OpenAsync("other.db", remote: "hub.db");
        await store.SyncAsync();
        await other.SyncAsync();
        Assert.Equal(("1", "1"), (store.Get("k")?.Json, other.Get("k")?.Json));
    }

    [Fact]
    public async Task An_old_export_does_not_win_over_what_others_wrote_since()
    {
        var file = await _stores.ExportOfAsync(store => store.Set("k", "\"old\""));
        _stores.Clock.Advance(Later);
        var one = await _stores.OpenAsync("one.db", remote: "hub.db");
        one.Set("k", "\"new\"");
        await one.SyncAsync();
        var fresh = await _stores.OpenAsync("fresh.db", remote: "hub.db");
        await fresh.ImportAsync(file);
        await fresh.SyncAsync();
        await one.SyncAsync();
        Assert.Equal(("\"new\"", "\"new\""), (one.Get("k")!.Json, fresh.Get("k")!.Json));
    }

    [Fact]
    public async Task Sets_become_the_union_and_maps_keep_the_later_of_each_field()
    {
        var store = await _stores.OpenAsync("here.db");
        store.AddToSet("set", ["1", "2"]);
        store.SetFields("map", [KeyValuePair.Create("older", "\"here\""), KeyValuePair.Create("mine", "1")]);
        _stores.Clock.Advance(Later);
        var other = await _stores.OpenAsync("other.db");
        other.AddToSet("set", ["2", "3"]);
        other.SetFields("map", [KeyValuePair.Create("older", "\"file\""), KeyValuePair.Create("newer", "\"file\""), KeyValuePair.Create("theirs", "1")]);
        _stores.Clock.Advance(Later);
        store.SetFields("map", [KeyValuePair.Create("newer", "\"here\"")]);
        _stores.Clock.Advance(Later);
        other.SetFields("map", [KeyValuePair.Create("last", "1")]); // does not make its other fields any newer
        await store.ImportAsync(await _stores.ExportAsync(other));
        Assert.Equal("[1,2,3]", store.Get("set")!.Json);
        Assert.Equal("""{"last":1,"mine":1,"newer":"here","older":"file","theirs":1}""", store.Get("map")!.Json);
    }

    [Fact]
    public async Task A_counter_that_is_here_with_another_number_is_a_failure_of_that_line_alone()
    {
        var store = await _stores.OpenAsync("here.db");
        store.AddToCounter("c", 3);
        var file = await _stores.ExportOfAsync(other =>
        {
            other.AddToCounter("c", 5);
            other.AddToCounter("d", 7);
        });
        var (result, failures) = await ImportAsync(store, file);
        var failure = Assert.Single(failures);
        Assert.Equal((2, "c", PersistErrors.CounterExists), (failure.Line, failure.Key, failure.Error.Error));
        Assert.Equal(("3", "7", 1, 1), (store.Get("c")!.Json, store.Get("d")!.Json, result.Imported, result.Failed));
    }

    [Fact]
    public async Task The_files_number_is_added_to_a_counter_once_on_request()
    {
        var store = await _stores.OpenAsync("here.db");
        store.AddToCounter("c", 3);
        var file = await _stores.ExportOfAsync(other => other.AddToCounter("c", 5));
        await store.ImportAsync(file, new ImportOptions { AddCounters = true });
        Assert.Equal("8", store.Get("c")!.Json);
        var (_, failures) = await ImportAsync(store, file, new ImportOptions { AddCounters = true });
        Assert.Equal(PersistErrors.CounterImported, Assert.Single(failures).Error.Error);
        Assert.Equal("8", store.Get("c")!.Json);
    }

    [Fact]
    public async Task On_request_the_file_replaces_what_is_here_and_only_what_differs_is_written()
    {
        var file = await _stores.ExportOfAsync(other =>
        {
            other.Set("value", "\"file\"");
            other.Set("same", "1");
            other.Set("kind", "1");
            other.AddToCounter("counter", 5);
            other.AddToSet("set", ["1", "2"]);
            other.SetFields("map", [KeyValuePair.Create("a", "1"), KeyValuePair.Create("b", "2")]);
        });
        _stores.Clock.Advance(Later);
        var store = await _stores.OpenAsync("here.db");
        store.Set("value", "\"here\"");
        store.Set("same", "1");
        store.AddToCounter("kind", 1);
        store.AddToCounter("counter", 7.5m);
        store.AddToSet("set", ["2", "3"]);
        store.SetFields("map", [KeyValuePair.Create("b", "3"), KeyValuePair.Create("c", "4")]);
        var result = await store.ImportAsync(file, new ImportOptions { Replace = true });
        Assert.Equal("5.0", store.Get("counter")!.Json);
        Assert.Equal(("\"file\"", "value 1", "[1,2]", """{"a":1,"b":2}"""),
            (store.Get("value")!.Json, TransferStores.Items(store)["kind"], store.Get("set")!.Json, store.Get("map")!.Json));
        Assert.Equal((5, 1), (result.Imported, result.Unchanged));
    }

    [Fact]
    public async Task An_item_of_another_kind_is_a_failure_of_that_line_alone()
    {
        var store = await _stores.OpenAsync("here.db");
        store.AddToSet("k", ["1"]);
        var (result, failures) = await ImportAsync(store, await _stores.ExportOfAsync(other => other.Set("k", "1")));
        Assert.Equal(PersistErrors.KindChange, Assert.Single(failures).Error.Error);
        Assert.Equal((1, "set"), (result.Failed, store.Get("k")!.Kind));
    }

    [Fact]
    public async Task An_object_becomes_a_map_where_the_strategy_is_Crdt()
    {
        var store = await _stores.OpenAsync("here.db", SyncStrategy.Crdt);
        await store.ImportAsync(await _stores.ExportOfAsync(other => other.Set("k", """{"a":1}""")));
        Assert.Equal("map", store.Get("k")!.Kind);
        store.Set("k", """{"a":2}""");
    }

    [Fact]
    public async Task The_conflict_log_goes_along_on_request_and_comes_in_once()
    {
        var one = await _stores.OpenAsync("one.db");
        one.Set("k", "{\n}");
        _stores.Clock.Advance(Later);
        await one.ImportAsync(await _stores.ExportOfAsync(other => other.Set("k", "\"file\""), "first.jsonl"));
        var file = await _stores.ExportAsync(one, "second.jsonl", new ExportOptions { IncludeConflicts = true });
        var two = await _stores.OpenAsync("two.db");
        Assert.Equal(1, (await two.ImportAsync(file)).LogEntries);
        Assert.Equal(0, (await two.ImportAsync(file)).LogEntries);
        Assert.Equal(Assert.Single(one.GetConflicts()), Assert.Single(two.GetConflicts()));
    }

    private static async Task<(ImportResult Result, List<ImportFailure> Failures)> ImportAsync(PersistStore store, string file, ImportOptions? options = null)
    {
        var failures = new List<ImportFailure>();
        var result = await store.ImportAsync(file, (options ?? new ImportOptions()) with { Failures = new Callback<ImportFailure>(failures.Add) });
        return (result, failures);
    }
}
