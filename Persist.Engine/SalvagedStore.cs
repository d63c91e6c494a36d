using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Engine.Local.Damage;
using Persist.Engine.Local.Tables;
using Persist.Engine.Transfer;

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

    /// <summary>Writes the items into a file that <see cref="PersistStore.ImportAsync"/> takes. In place of <see cref="ReadItems"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What to export; the conflict log is not salvaged.</param>
    /// <param name="cancellationToken">Ends it; nothing is left behind.</param>
    /// <exception cref="PersistException">The damaged file cannot be read, or the new one not be written.</exception>
    public Task<ExportResult> ExportAsync(string path, ExportOptions? options = null, CancellationToken cancellationToken = default)
    {
        var full = Path.GetFullPath(path);
        var now = Stamp.Now(TimeProvider.System);
        return Task.Run(
            () => StoreExport.Run(_salvage.Items(), Name ?? "", full, options ?? new ExportOptions(), now, cancellationToken), cancellationToken);
    }

    internal static SalvagedStore Open(string path) => new(Salvage.Open(path));

    /// <summary>Closes the file.</summary>
    public void Dispose() => _salvage.Dispose();
}
