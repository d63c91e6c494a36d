namespace Persist.Bench.Harness;

/// <summary>A sum over keys and values that does not depend on their order: tells whether the work was done.</summary>
internal struct Checksum
{
    private ulong _sum;
    private long _count;

    /// <summary>Adds one item.</summary>
    public void Add(string key, string value)
    {
        _sum += Fnv(value, Fnv(key, 14695981039346656037));
        _count++;
    }

    /// <summary>The sum of some items.</summary>
    public static Checksum Of(IEnumerable<KeyValuePair<string, string>> items)
    {
        var sum = default(Checksum);
        foreach (var item in items)
        {
            sum.Add(item.Key, item.Value);
        }

        return sum;
    }

    /// <summary>Throws unless both cover the same items.</summary>
    public readonly void MustEqual(Checksum other, string where)
    {
        if (_sum != other._sum || _count != other._count)
        {
            throw new WorkNotDoneException($"{where}: {_count} items with sum {_sum:x}, expected {other._count} with {other._sum:x}");
        }
    }

    private static ulong Fnv(string text, ulong hash)
    {
        foreach (var character in text)
        {
            hash = (hash ^ character) * 1099511628211;
        }

        return hash;
    }
}
