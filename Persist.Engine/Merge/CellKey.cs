namespace Persist.Engine.Merge;

/// <summary>The name of the unit that is merged.</summary>
/// <param name="Key">The item's key, NFC-normalised, compared ordinally.</param>
/// <param name="Kind">The kind of item, as stored: see <see cref="ItemKind"/>.</param>
/// <param name="Path">Where in the item: empty for a value.</param>
internal readonly record struct CellKey(string Key, string Kind, string Path) : IComparable<CellKey>
{
    /// <summary>The one cell of a value item.</summary>
    public static CellKey OfValue(string key) => new(key, ItemKind.Value, "");

    /// <summary>The order in which databases keep cells: by the bytes of UTF-8, which is the order of code points.</summary>
    public int CompareTo(CellKey other)
    {
        var order = CompareCodePoints(Key, other.Key);
        order = order != 0 ? order : CompareCodePoints(Kind, other.Kind);
        return order != 0 ? order : CompareCodePoints(Path, other.Path);
    }

    private static int CompareCodePoints(string one, string other)
    {
        var same = one.AsSpan().CommonPrefixLength(other);
        return same == one.Length || same == other.Length ? one.Length - other.Length : Place(one[same]) - Place(other[same]);
    }

    // Surrogates, which stand for what lies beyond U+FFFF, are less than U+E000 to U+FFFF as units of UTF-16.
    private static int Place(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
