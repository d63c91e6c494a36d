using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Engine.Local;

namespace Persist.Engine;

/// <summary>
/// What can still be read of a damaged store file; see <see cref="PersistStore.Salvage"/>. The counts are complete once
/// <see cref="ReadItems"/> has been enumerated to its end.
/// </summary>
public sealed class SalvagedStore : IDisposable
{
    private readonly Salvage _salvage;

    private SalvagedStore(Salvage salvage) => _salvage = salvage;

    /// <summary>The store's name; null when that cannot be read.</summary>
    public string? Name => _salvage.Name;

    /// <summary>How many stretches of keys could not be read. Whether anything was in them, nobody knows.</summary>
    public int Gaps => _salvage.Gaps;

    /// <summary>How many rows were found that do not hold what a store writes. They were left out.</summary>
    public long Unusable => _salvage.Unusable;

    /// <summary>The sets and maps that have lost members or fields to a gap.</summary>
    public IReadOnlyCollection<string> Incomplete => _salvage.Incomplete;

    /// <summary>The items as the store showed them, local changes that wait for the remote included, in no certain order. To be called once.</summary>
    /// <exception cref="PersistException">The file cannot be read at all any more.</exception>
    public IEnumerable<StoredItem> ReadItems() => _salvage.Items().Select(cells => ItemView.Of(cells)!);

    internal static SalvagedStore Open(string path) => new(Salvage.Open(path));

    /// <summary>Closes the file.</summary>
    public void Dispose() => _salvage.Dispose();
}
