using Persist.Engine.Errors;

namespace Persist.Engine.Tests.Promises;

/// <summary>An item keeps its kind, and what a whole object means under Crdt.</summary>
public sealed class KindTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_does_not_fit_an_items_kind_is_refused_as_documented_and_changes_nothing()
    {
        await using var store = await OpenAsync(SyncStrategy.LastWriteWins);
        foreach (var (row, column, text) in DocumentedTable.All.Single(table => table.Scenario == "fits").Cells)
        {
            var key = $"{row}/{column}";
            Make(store, key, row);
            var before = store.Get(key)!;
            if (text == "done")
            {
                Do(store, key, column);
                continue;
            }

            Assert.Equal("refused", text);
            var failure = Assert.Throws<PersistException>(() => Do(store, key, column));
            Assert.Same(PersistErrors.KindChange, failure.Error);
            Assert.Equal(before, store.Get(key));
        }
    }

    [Theory]
    [InlineData("counter")]
    [InlineData("set")]
    [InlineData("map")]
    public async Task A_value_that_is_forced_takes_the_place_of_another_kind_everywhere(string kind)
    {
        await using var one = await OpenAsync(SyncStrategy.LastWriteWins);
        await using var two = await OpenAsync(SyncStrategy.LastWriteWins);
        Make(one, "k", kind);
        await one.SyncAsync();
        await two.SyncAsync();
        one.Set("k", "1", force: true);
        Assert.Equal(("value", "1"), (one.Get("k")!.Kind, one.Get("k")!.Json));
        await one.SyncAsync();
        await two.SyncAsync();
        Assert.Equal(("value", "1"), (two.Get("k")!.Kind, two.Get("k")!.Json));
        Assert.Empty(two.GetConflicts());
    }

    [Fact]
    public async Task One_key_made_as_two_kinds_is_recorded_once_and_told_once()
    {
        await using var one = await OpenAsync(SyncStrategy.LastWriteWins);
        await using var two = await OpenAsync(SyncStrategy.LastWriteWins);
        var told = new List<string>();
        one.ConflictDetected += (_, e) => told.Add("one " + e.Conflict.Id);
        two.ConflictDetected += (_, e) => told.Add("two " + e.Conflict.Id);
        one.AddToCounter("k", 1);
        two.AddToSet("k", ["1"]);
        Assert.Equal("set", two.Get("k")!.Kind);
        for (var round = 0; round < 3; round++)
        {
            await one.SyncAsync();
            await two.SyncAsync();
            two.AddToSet("k", [$"{round}"]);
        }

        var conflict = Assert.Single(one.GetConflicts());
        Assert.Equal(conflict.Id, Assert.Single(two.GetConflicts()).Id);
        Assert.Equal(["one " + conflict.Id, "two " + conflict.Id], told.Order());
        Assert.Equal(("set", "set"), (one.Get("k")!.Kind, two.Get("k")!.Kind));
    }

    [Fact]
    public async Task An_object_under_Crdt_merges_its_fields_and_removes_those_left_out_as_observed()
    {
        await using var one = await OpenAsync(SyncStrategy.Crdt);
        await using var two = await OpenAsync(SyncStrategy.Crdt);
        one.Set("k", """{"same":1,"left out":1,"changed":1}""");
        Assert.Equal("map", one.Get("k")!.Kind);
        await one.SyncAsync();
        await two.SyncAsync();
        one.Set("k", """{"same":1,"changed":2,"new":1}""");
        Assert.Equal(["RemoveField", "SetField", "SetField"], one.GetQueue().Select(op => op.Operation).Order());
        two.Set("k", """{"same":2,"left out":1,"changed":1,"theirs":1}""");
        await one.SyncAsync();
        await two.SyncAsync();
        await one.SyncAsync();
        Assert.All([one, two], store => Assert.Equal("""{"changed":2,"new":1,"same":2,"theirs":1}""", store.Get("k")!.Json));
        Assert.Empty(one.GetConflicts());
    }

    [Fact]
    public async Task An_object_under_Crdt_that_changes_nothing_sends_nothing()
    {
        await using var store = await OpenAsync(SyncStrategy.Crdt);
        store.Set("k", """{"b":1,"a":[1, 2]}""");
        await store.SyncAsync();
        store.Set("k", """{"a":[1, 2],"b":1}""");
        Assert.Empty(store.GetQueue());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData(" { } ")]
    public async Task An_object_without_fields_under_Crdt_is_refused_and_changes_nothing(string json)
    {
        await using var store = await OpenAsync(SyncStrategy.Crdt);
        store.Set("k", """{"a":1}""");
        foreach (var key in new[] { "k", "new" })
        {
            Assert.Same(PersistErrors.EmptyMap, Assert.Throws<PersistException>(() => store.Set(key, json, force: true)).Error);
        }

        Assert.Equal("""{"a":1}""", store.Get("k")!.Json);
        Assert.False(store.Contains("new"));
        Assert.Single(store.GetQueue());
    }

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"\\udc00\":1}")]
    public async Task Half_a_surrogate_pair_as_a_member_or_a_name_is_refused_as_what_it_is(string json)
    {
        await using var store = await OpenAsync(SyncStrategy.Crdt);
        Assert.Same(PersistErrors.InvalidValue, Assert.Throws<PersistException>(() => store.AddToSet("set", [json])).Error);
        if (json.StartsWith('{'))
        {
            Assert.Same(PersistErrors.InvalidValue, Assert.Throws<PersistException>(() => store.Set("map", json)).Error);
        }
    }

    private static void Make(PersistStore store, string key, string kind)
    {
        _ = kind switch
        {
            "value" => store.Set(key, "0"),
            "counter" => store.AddToCounter(key, 1),
            "set" => store.AddToSet(key, ["0"]),
            _ => store.SetFields(key, [new("f", "0")]),
        };
    }

    private static void Do(PersistStore store, string key, string operation)
    {
        object? done = operation switch
        {
            "set a value" => store.Set(key, "1"),
            "add" => store.AddToCounter(key, 1),
            "add a member" => store.AddToSet(key, ["1"]),
            "write a field" => store.SetFields(key, [new("f", "1")]),
            "delete" => store.Remove(key),
            _ => null,
        };
        Assert.NotNull(done);
    }

    private Task<PersistStore> OpenAsync(SyncStrategy strategy) => PersistStore.OpenAsync(new PersistStoreOptions
    {
        Name = "kinds",
        Path = _folder.File(Guid.NewGuid().ToString("N") + ".db"),
        Remote = _folder.File("hub.db"),
        Strategy = strategy,
        Suspended = true,
    });
}
