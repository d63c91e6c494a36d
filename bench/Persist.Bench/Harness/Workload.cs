using System.Globalization;

namespace Persist.Bench.Harness;

/// <summary>The items that are written: the same in every run, about 200 bytes of JSON each.</summary>
internal static class Workload
{
    /// <summary>How many items go into one transaction.</summary>
    public const int Batch = 1000;

    private static readonly string[] States = ["running", "stopped", "starting", "unknown"];

    /// <summary>Items 0 to <paramref name="count"/> − 1; another revision has the same keys and other values.</summary>
    public static KeyValuePair<string, string>[] Items(int count, int revision = 0) =>
        [.. Enumerable.Range(0, count).Select(number => Item(number, revision))];

    /// <summary>One item.</summary>
    public static KeyValuePair<string, string> Item(int number, int revision) => KeyValuePair.Create(
        string.Create(CultureInfo.InvariantCulture, $"machine/{number % 97:00}/package/{number:000000}"),
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"name":"package-{{number}}","version":"{{number % 7}}.{{number % 31}}.{{revision}}","state":"{{States[number % 4]}}","size":{{number * 7919L % 1_000_003}},"path":"/usr/share/package-{{number}}/lib/{{number * 31L % 65_537}}","seen":"2025-01-01T00:00:00Z","note":"an item of the benchmark's workload, number {{number}}"}"""));

    /// <summary>The keys in an order that no cache foresees, the same in every run.</summary>
    public static string[] ShuffledKeys(IEnumerable<KeyValuePair<string, string>> items)
    {
        var keys = items.Select(item => item.Key).ToArray();
        new Random(20250101).Shuffle(keys);
        return keys;
    }
}
