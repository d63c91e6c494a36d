using System.Globalization;
using System.Text.Json;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Scenarios;

/// <summary>What is removed or reset is what had been seen; what others do at the same time survives, whoever syncs first.</summary>
public abstract class ObservedRemove : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [ContractFact]
    [Trait("Scenario", "13")]
    public Task Of_a_map_a_set_and_a_counter_that_are_removed_what_others_add_meanwhile_survives() => InBothOrdersAsync(
        common =>
        {
            common.SetFields("map", [new("a", "1"), new("b", "1")]);
            common.AddToSet("set", ["\"a\"", "\"b\""]);
            common.AddToCounter("counter", 5);
        },
        one => one.RemoveMany(["map", "set", "counter"]),
        two =>
        {
            two.SetFields("map", [new("b", "2"), new("c", "2")]);
            two.AddToSet("set", ["\"b\"", "\"c\""]);
            two.AddToCounter("counter", 2);
        },
        store =>
        {
            AssertJson("""{"b":2,"c":2}""", store.Get("map")!.Json);
            AssertJson("""["b","c"]""", store.Get("set")!.Json);
            Assert.Equal("2", store.Get("counter")!.Json);
        });

    [ContractFact]
    [Trait("Scenario", "14")]
    public Task Two_resets_at_once_take_what_was_seen_once_and_leave_what_was_added_meanwhile() => InBothOrdersAsync(
        common => common.AddToCounter("counter", 10),
        one =>
        {
            one.AddToCounter("counter", 3);
            one.ResetCounter("counter");
            one.AddToCounter("counter", 1);
        },
        two =>
        {
            two.ResetCounter("counter");
            two.AddToCounter("counter", 2);
        },
        store =>
        {
            // The common 10 go once; of the 3 that only one had seen, they go only where its reset was the first.
            var left = decimal.Parse(store.Get("counter")!.Json, CultureInfo.InvariantCulture);
            Assert.Contains(left, new[] { 3m, 6m });
        });

    [ContractFact]
    [Trait("Scenario", "15")]
    public Task A_member_that_is_added_over_an_addition_not_seen_and_removed_again_stays_by_the_others_addition() => InBothOrdersAsync(
        common => common.AddToSet("set", ["\"always\""]),
        one => one.AddToSet("set", ["\"m\""]),
        two =>
        {
            two.AddToSet("set", ["\"m\""]);
            two.RemoveFromSet("set", ["\"m\""]);
        },
        store => AssertJson("""["always","m"]""", store.Get("set")!.Json));

    /// <summary>The remote to sync through.</summary>
    protected abstract Task<string> RemoteAsync(TemporaryFolder folder);

    private static void AssertJson(string expected, string actual) =>
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(expected).RootElement, JsonDocument.Parse(actual).RootElement), actual);

    private async Task InBothOrdersAsync(Action<PersistStore> common, Action<PersistStore> first, Action<PersistStore> second, Action<PersistStore> check)
    {
        foreach (var swapped in new[] { false, true })
        {
            var (remote, name) = (await RemoteAsync(_folder), "r" + Guid.NewGuid().ToString("N"));
            await using var one = await OpenAsync(name, remote);
            await using var two = await OpenAsync(name, remote);
            common(one);
            await one.SyncAsync();
            await two.SyncAsync();
            first(one);
            second(two);
            PersistStore[] order = swapped ? [two, one] : [one, two];
            foreach (var store in order.Concat(order))
            {
                await store.SyncAsync();
            }

            Assert.All(order, store => Assert.Equal((0, 0), (store.GetStatus().Pending, store.GetStatus().OpenConflicts)));
            Assert.Equal(one.Scan().Select(item => (item.Key, item.Json)), two.Scan().Select(item => (item.Key, item.Json)));
            check(one);
        }
    }

    private Task<PersistStore> OpenAsync(string name, string remote) => PersistStore.OpenAsync(new PersistStoreOptions
    {
        Name = name,
        Path = _folder.File(Guid.NewGuid().ToString("N") + ".db"),
        Remote = remote,
        Suspended = true,
    });
}
