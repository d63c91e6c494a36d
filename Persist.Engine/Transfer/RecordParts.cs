using System.Globalization;
using System.Text.Json;
using Persist.Engine.Items;
using Persist.Engine.Local.Writing;
using Persist.Engine.Merge;

namespace Persist.Engine.Transfer;

/// <summary>The parts of a set or a map in a record, checked as a write would be.</summary>
internal static class RecordParts
{
    /// <summary>Refuses members and fields that cannot be stored.</summary>
    public static void Check(ItemRecord record)
    {
        _ = record.Kind switch
        {
            ItemKind.Set => Members(record).Count,
            ItemKind.Map => Fields(record).Count,
            _ => 1,
        };
    }

    /// <summary>True for a number that a counter holds without losing a digit.</summary>
    public static bool IsNumber(string json) =>
        decimal.TryParse(json, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && CanonicalJson.Of(json) == CanonicalJson.Of(Exact.Format(number))
        && Exact.TrySum(0m, number, out _);

    /// <summary>True when the text can be a counter's or a set's.</summary>
    public static bool Fits(string kind, string json) => kind == ItemKind.Counter ? IsNumber(json) : ItemRules.IsArray(json);

    /// <summary>The members, as canonical JSON, each once.</summary>
    public static IReadOnlyList<string> Members(ItemRecord record)
    {
        using var document = JsonDocument.Parse(record.Json, new JsonDocumentOptions { MaxDepth = ItemRules.MaxDepth });
        return [.. document.RootElement.EnumerateArray().Select(member => ItemRules.CanonicalMember(record.Key, member.GetRawText())).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The fields, with their exact JSON texts.</summary>
    public static IReadOnlyDictionary<string, string> Fields(ItemRecord record) => MapWriter.Fields(record.Key, record.Json);
}
