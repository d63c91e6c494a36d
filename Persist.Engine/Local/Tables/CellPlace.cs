namespace Persist.Engine.Local.Tables;

/// <summary>Where a row stands in the table <c>cell</c>: its primary key, as the bytes by which SQLite orders it.</summary>
internal sealed record CellPlace(byte[] Key, byte[] Kind, byte[] Path) : IComparable<CellPlace>
{
    /// <summary>Before every row.</summary>
    public static CellPlace First { get; } = new([], [], []);

    /// <summary>Before every row of a key.</summary>
    public static CellPlace Before(byte[] key) => new(key, [], []);

    public int CompareTo(CellPlace? other)
    {
        var order = Key.AsSpan().SequenceCompareTo(other!.Key);
        order = order != 0 ? order : Kind.AsSpan().SequenceCompareTo(other.Kind);
        return order != 0 ? order : Path.AsSpan().SequenceCompareTo(other.Path);
    }

    /// <summary>A key half-way between two places, read as fractions to the base of 256; null when their keys are the same.</summary>
    /// <param name="low">The lower place.</param>
    /// <param name="high">The higher one; null for the end of all keys.</param>
    public static byte[]? Middle(CellPlace low, CellPlace? high)
    {
        var length = Math.Max(low.Key.Length, high?.Key.Length ?? 0) + 1;
        var middle = new byte[length];
        var carry = 0;
        for (var i = length - 1; i >= 0; i--)
        {
            var sum = (i < low.Key.Length ? low.Key[i] : 0) + (i < high?.Key.Length ? high.Key[i] : 0) + carry;
            middle[i] = (byte)sum;
            carry = sum >> 8;
        }

        var rest = high is null ? 1 : carry; // the digit before the point: the end of all keys is 1.0
        for (var i = 0; i < length; i++)
        {
            var digit = (rest << 8) | middle[i];
            middle[i] = (byte)(digit >> 1);
            rest = digit & 1;
        }

        return middle.AsSpan().SequenceCompareTo(low.Key) > 0 && (high is null || middle.AsSpan().SequenceCompareTo(high.Key) < 0) ? middle : null;
    }
}
