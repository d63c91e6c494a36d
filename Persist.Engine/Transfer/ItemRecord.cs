using Persist.Engine.Items;
using Persist.Engine.Local.Tables;
using Persist.Engine.Merge;

namespace Persist.Engine.Transfer;

/// <summary>An item as a line of an export holds it.</summary>
/// <param name="Key">The key.</param>
/// <param name="Kind">The kind; see <see cref="ItemKind"/>.</param>
/// <param name="Json">A value's exact text, a counter's number, a set's members as an array, a map's fields as an object.</param>
/// <param name="Stamp">When it was written: microseconds since 1970-01-01 UTC.</param>
/// <param name="Replica">Who wrote it.</param>
/// <param name="FieldStamps">When fields of a map were written that are older than <paramref name="Stamp"/>.</param>
internal sealed record ItemRecord(
    string Key, string Kind, string Json, long Stamp, string Replica, IReadOnlyDictionary<string, long> FieldStamps)
{
    private static readonly Dictionary<string, long> None = [];

    /// <summary>A record of what an item is to be, whenever it was that.</summary>
    public static ItemRecord Of(string key, string kind, string json, string replica) => new(key, kind, json, Stamp: 0, replica, None);

    /// <summary>The record of an item.</summary>
    /// <param name="cells">Its live cells, in order of kind and path.</param>
    /// <param name="offset">The remote's clock minus this machine's, for what the remote does not have yet; microseconds.</param>
    public static ItemRecord Of(IReadOnlyList<VisibleCell> cells, long offset)
    {
        var item = ItemView.Of(cells)!;
        var shown = cells.Where(visible => visible.Cell.Id.Kind == item.Kind).ToList();
        var latest = shown.Max(visible => visible.StampAt(offset));
        var older = item.Kind == ItemKind.Map
            ? shown.Where(visible => visible.StampAt(offset) < latest).ToDictionary(visible => visible.Cell.Id.Path, visible => visible.StampAt(offset))
            : None;
        return new ItemRecord(item.Key, item.Kind, item.Json, latest, item.Replica, older);
    }

    /// <summary>When a field was written.</summary>
    public long StampOf(string field) => FieldStamps.TryGetValue(field, out var stamp) ? stamp : Stamp;

    /// <summary>The file's version, as a merge and the conflict log see it.</summary>
    public ItemVersion Version => new(Key, Json, Items.Stamp.ToTime(Stamp), Replica, IsDeleted: false);
}
