using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Persist.Engine.Merge;

/// <summary>
/// A live cell as a number, by which two places compare what they hold without sending it: the first 8 bytes of the SHA-256 of
/// key, kind, path and value, as UTF-8 with a NUL between. The value's text counts to the letter. Every remote gives the same.
/// </summary>
/// <param name="Id">The cell.</param>
/// <param name="Number">The number.</param>
internal readonly record struct CellDigest(CellKey Id, long Number)
{
    /// <summary>The number of a cell.</summary>
    public static CellDigest Of(CellKey id, string? value) =>
        new(id, BinaryPrimitives.ReadInt64BigEndian(Hash(string.Join('\0', id.Key, id.Kind, id.Path, value))));

    /// <summary>The numbers of the live cells that are in some of the buckets.</summary>
    /// <param name="cells">Live cells and their values; those of one item follow each other.</param>
    /// <param name="buckets">The buckets.</param>
    public static IEnumerable<CellDigest> OfBuckets(IEnumerable<(CellKey Id, string? Value)> cells, IReadOnlyCollection<int> buckets)
    {
        var (asked, key, isAsked) = (buckets.ToHashSet(), (string?)null, false);
        foreach (var (id, value) in cells)
        {
            if (id.Key != key)
            {
                (key, isAsked) = (id.Key, asked.Contains(BucketOf(id.Key)));
            }

            if (isAsked)
            {
                yield return Of(id, value);
            }
        }
    }

    /// <summary>In which bucket an item is: the first byte of the SHA-256 of its key.</summary>
    public static int BucketOf(string key) => Hash(key)[0];

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
