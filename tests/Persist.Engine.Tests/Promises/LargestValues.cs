using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Promises;

/// <summary>Values up to the limit go all the way, to the letter; larger ones are refused before anything is written.</summary>
public abstract class LargestValues : IDisposable
{
    // Four bytes each, between two quotation marks; what is missing to the limit is filled with letters of one byte.
    private static readonly string Largest =
        $"\"{string.Concat(Enumerable.Repeat("\U0001F600", (ItemLimits.ValueBytes - 2) / 4))}{new string('x', (ItemLimits.ValueBytes - 2) % 4)}\"";

    private static readonly string Letters = $"\"{new string('y', ItemLimits.ValueBytes - 2)}\"";

    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [ContractFact]
    public async Task Several_of_the_largest_values_arrive_on_another_replica_to_the_letter()
    {
        var address = await AddressAsync();
        await using var here = await OpenAsync("here.db", address);
        await using var there = await OpenAsync("there.db", address);
        here.SetMany([KeyValuePair.Create("one", Largest), KeyValuePair.Create("two", Letters)]); // one write, and so one batch
        here.Set("three", Largest);
        here.SetFields("map", [KeyValuePair.Create("field", Letters)]);
        Assert.Equal(4, (await here.SyncAsync()).Pushed);
        Assert.Equal(4, (await there.SyncAsync()).Pulled);
        Assert.Equal((Largest, Letters, Largest), (there.Get("one")!.Json, there.Get("two")!.Json, there.Get("three")!.Json));
        Assert.Equal($"{{\"field\":{Letters}}}", there.Get("map")!.Json);
    }

    [ContractFact]
    public async Task One_byte_more_is_refused_before_anything_is_written()
    {
        await using var store = await OpenAsync("a.db", await AddressAsync());
        foreach (var tooLarge in new[] { Largest.Insert(1, "x"), Letters + " " })
        {
            foreach (var write in new Action[]
            {
                () => store.Set("k", tooLarge),
                () => store.SetMany([KeyValuePair.Create("a", "1"), KeyValuePair.Create("k", tooLarge)]),
                () => store.SetFields("map", [KeyValuePair.Create("a", "1"), KeyValuePair.Create("b", tooLarge)]),
                () => store.AddToSet("set", ["1", tooLarge]),
            })
            {
                Assert.Equal(PersistErrorCategory.LimitsExceeded, Assert.Throws<PersistException>(write).Error.Category);
            }
        }

        Assert.Empty(store.Scan());
        Assert.Equal(0, store.GetStatus().Pending);
    }

    /// <summary>The remote's address.</summary>
    protected abstract Task<string> AddressAsync();

    /// <summary>A path in the test's folder.</summary>
    protected string InFolder(string name) => _folder.File(name);

    private Task<PersistStore> OpenAsync(string file, string address) =>
        PersistStore.OpenAsync(new PersistStoreOptions { Name = "large", Path = _folder.File(file), Remote = address, Suspended = true });
}
