using Persist.Engine.Errors;

namespace Persist.Engine.Tests.Promises;

/// <summary>Who reads an item, and writes it later, can find out that it is not the same any more.</summary>
public sealed class CompareAndSetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_write_over_what_a_sync_has_brought_since_the_reading_is_refused_and_the_others_version_stands()
    {
        await using var one = await OpenAsync();
        await using var two = await OpenAsync();
        one.Set("k", "1");
        await one.SyncAsync();
        await two.SyncAsync();
        var seen = one.Get("k")!;
        two.Set("k", "2");
        await two.SyncAsync();
        await one.SyncAsync();
        Refused(PersistErrors.ItemChanged, () => one.SetChecked([PersistStore.Check("k", "3").IfStill(seen)]));
        Assert.Equal("2", one.Get("k")!.Json);
        Assert.Equal("3", one.SetChecked([PersistStore.Check("k", "3").IfStill(one.Get("k"))])[0].Json);
    }

    [Fact]
    public async Task An_item_that_was_only_synced_since_the_reading_is_the_same()
    {
        await using var one = await OpenAsync();
        var seen = one.Set("k", "1");
        await one.SyncAsync();
        one.SetChecked([PersistStore.Check("k", "2").IfStill(seen)]);
        Assert.Equal("2", one.Get("k")!.Json);
    }

    [Fact]
    public async Task What_was_removed_or_is_of_another_kind_is_not_the_same()
    {
        await using var store = await OpenAsync(SyncStrategy.Crdt);
        var removed = store.Set("removed", "1");
        store.Remove("removed");
        Refused(PersistErrors.ItemChanged, () => store.SetChecked([PersistStore.Check("removed", "2").IfStill(removed)]));
        Assert.Null(store.Get("removed"));

        var number = store.Set("number", "1");
        store.Remove("number");
        store.AddToCounter("number", 1);
        Refused(PersistErrors.ItemChanged, () => store.SetChecked([PersistStore.Check("number", "2").IfStill(number)], force: true));
        Assert.Equal("counter", store.Get("number")!.Kind);

        var map = store.Set("map", """{"a":1,"b":1}""");
        store.SetFields("map", [KeyValuePair.Create("b", "2")]);
        Refused(PersistErrors.ItemChanged, () => store.SetChecked([PersistStore.Check("map", """{"a":2,"b":1}""").IfStill(map)]));
        Assert.Equal("""{"a":1,"b":2}""", store.Get("map")!.Json);
    }

    [Fact]
    public async Task Of_many_that_write_only_where_there_is_nothing_one_succeeds()
    {
        await using var store = await OpenAsync();
        var written = 0;
        await Parallel.ForAsync(0, 20, (number, _) =>
        {
            try
            {
                store.SetChecked([PersistStore.Check("k", $"{number}").IfStill(null)]);
                Interlocked.Increment(ref written);
            }
            catch (PersistException failure) when (failure.Is(PersistErrors.ItemExists))
            {
                // another one was first
            }

            return ValueTask.CompletedTask;
        });
        Assert.Equal(1, written);
    }

    [Fact]
    public async Task Of_a_hundred_increments_by_reading_and_writing_back_none_is_lost()
    {
        await using var store = await OpenAsync();
        store.Set("k", "0");
        await Parallel.ForAsync(0, 100, (_, _) =>
        {
            while (true)
            {
                var seen = store.Get("k")!;
                try
                {
                    store.SetChecked([PersistStore.Check("k", $"{int.Parse(seen.Json) + 1}").IfStill(seen)]);
                    return ValueTask.CompletedTask;
                }
                catch (PersistException failure) when (failure.Is(PersistErrors.ItemChanged))
                {
                    // read again
                }
            }
        });
        Assert.Equal("100", store.Get("k")!.Json);
    }

    [Fact]
    public async Task Of_items_that_are_to_be_removed_as_they_were_read_none_goes_where_one_has_changed()
    {
        await using var store = await OpenAsync();
        var (same, other) = (store.Set("same", "1"), store.Set("other", "1"));
        store.Set("other", "2");
        Refused(PersistErrors.ItemChanged, () => store.RemoveMany([same, other]));
        Assert.Equal(["other", "same"], store.Scan().Select(item => item.Key));
        Assert.Equal(["same"], store.RemoveMany([same]));
        Refused(PersistErrors.ItemChanged, () => store.RemoveMany([same]));
    }

    private static void Refused(PersistError error, Action write) => Assert.Same(error, Assert.Throws<PersistException>(write).Error);

    private Task<PersistStore> OpenAsync(SyncStrategy strategy = SyncStrategy.LastWriteWins) => PersistStore.OpenAsync(new PersistStoreOptions
    {
        Name = "s", Path = _folder.File($"{Guid.NewGuid():n}.db"), Remote = _folder.File("hub.db"), Strategy = strategy, Suspended = true,
    });
}
