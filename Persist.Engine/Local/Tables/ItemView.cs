using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Persist.Engine.Items;
using Persist.Engine.Merge;

namespace Persist.Engine.Local.Tables;

/// <summary>Shows the cells of one key as an item: a value as it is, a counter as a number, a set as an array, a map as an object.</summary>
internal static class ItemView
{
    /// <summary>The item; null when nothing of it is alive.</summary>
    /// <param name="cells">
    /// The live cells, in order of kind and path. Of two kinds, which only concurrent creation can make, the one that the
    /// remote got last is shown: the same on every replica. What waits here will be later than all that is there.
    /// </param>
    public static StoredItem? Of(IReadOnlyList<VisibleCell> cells)
    {
        if (cells.Count == 0)
        {
            return null;
        }

        var kind = cells.Count == 1 ? cells[0].Cell.Id.Kind : cells.MaxBy(visible => (visible.Pending != 0, visible.Cell.Seq, visible.Cell.Id.Kind)).Cell.Id.Kind;
        var shown = cells.Where(visible => visible.Cell.Id.Kind == kind).ToList();
        var latest = shown.MaxBy(visible => visible.Cell.Stamp).Cell;
        return new StoredItem(
            latest.Id.Key, Json(kind, shown), kind, Stamp.ToTime(latest.Stamp), latest.Origin, shown.Exists(visible => visible.Pending != 0));
    }

    private static string Json(string kind, List<VisibleCell> cells) => kind switch
    {
        ItemKind.Set => $"[{string.Join(',', cells.Select(visible => visible.Cell.Id.Path))}]",
        ItemKind.Map => cells.Aggregate(new StringBuilder("{"), AppendField).Append('}').ToString(),
        _ => cells[0].Cell.Value!,
    };

    private static StringBuilder AppendField(StringBuilder json, VisibleCell visible) => json
        .Append(json.Length > 1 ? "," : "")
        .Append('"').Append(JsonEncodedText.Encode(visible.Cell.Id.Path, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)).Append("\":")
        .Append(visible.Cell.Value);
}
