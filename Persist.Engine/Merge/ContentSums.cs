namespace Persist.Engine.Merge;

/// <summary>
/// What a place holds, in little: for each bucket of keys how many live cells there are, and the sum of their numbers
/// (see <see cref="CellDigest"/>). The order in which they come does not matter.
/// </summary>
internal sealed class ContentSums
{
    /// <summary>So many that a bucket of a large store is small, and so few that all of them are sent at once.</summary>
    public const int Buckets = 256;

    private readonly (long Count, long Sum)[] _buckets = new (long, long)[Buckets];

    /// <summary>The sums of live cells and their values.</summary>
    public static ContentSums Of(IEnumerable<(CellKey Id, string? Value)> cells)
    {
        var (sums, key, bucket) = (new ContentSums(), (string?)null, 0);
        foreach (var (id, value) in cells)
        {
            if (id.Key != key)
            {
                (key, bucket) = (id.Key, CellDigest.BucketOf(id.Key));
            }

            sums.Add(bucket, 1, CellDigest.Of(id, value).Number);
        }

        return sums;
    }

    /// <summary>Adds cells of a bucket.</summary>
    /// <param name="bucket">Which one.</param>
    /// <param name="count">How many cells.</param>
    /// <param name="sum">The sum of their numbers, modulo 2^64.</param>
    public void Add(int bucket, long count, long sum)
    {
        ref var held = ref _buckets[bucket];
        held = (held.Count + count, unchecked(held.Sum + sum));
    }

    /// <summary>The buckets in which two places differ.</summary>
    public IReadOnlyList<int> DifferentFrom(ContentSums other) =>
        [.. Enumerable.Range(0, Buckets).Where(bucket => _buckets[bucket] != other._buckets[bucket])];

    /// <summary>How many cells there are, and their sum.</summary>
    public override string ToString() => $"{_buckets.Sum(bucket => bucket.Count)}:{_buckets.Aggregate(0L, (sum, bucket) => unchecked(sum + bucket.Sum)):x16}";
}
