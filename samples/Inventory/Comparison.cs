using Persist.Engine;

namespace Inventory;

/// <summary>Compares two replicas item by item.</summary>
internal static class Comparison
{
    /// <summary>One line for each key that is missing on a side, or whose value is not the same text.</summary>
    public static IEnumerable<string> Differences(PersistStore left, PersistStore right)
    {
        var values = right.Scan().ToDictionary(item => item.Key, item => item.Json);
        foreach (var item in left.Scan())
        {
            if (!values.Remove(item.Key, out var other))
            {
                yield return $"{item.Key}: only on one side";
            }
            else if (other != item.Json)
            {
                yield return $"{item.Key}: {item.Json} | {other}";
            }
        }

        foreach (var key in values.Keys)
        {
            yield return $"{key}: only on the other side";
        }
    }
}
