namespace Persist.Engine.Merge;

/// <summary>The name of the unit that is merged.</summary>
/// <param name="Key">The item's key, NFC-normalised, compared ordinally.</param>
/// <param name="Kind">The kind of item, as stored: see <see cref="ItemKind"/>.</param>
/// <param name="Path">Where in the item: empty for a value.</param>
internal readonly record struct CellKey(string Key, string Kind, string Path)
{
    /// <summary>The one cell of a value item.</summary>
    public static CellKey OfValue(string key) => new(key, ItemKind.Value, "");
}
