using System.Text.Json.Nodes;
using Persist.Engine.Conflicts;

namespace Inventory;

/// <summary>People on both machines add notes to items; this is how two sets of notes become one.</summary>
internal static class Notes
{
    /// <summary>The item with one more note.</summary>
    public static string Add(string json, string note)
    {
        var item = JsonNode.Parse(json)!.AsObject();
        item["notes"] = Array(Of(item).Append(note));
        return item.ToJsonString();
    }

    /// <summary>True when the item has the note.</summary>
    public static bool Has(string? json, string note) => json is not null && Of(JsonNode.Parse(json)!.AsObject()).Contains(note);

    /// <summary>The custom merge: an edit beats a removal, and of two edits both sets of notes stay.</summary>
    public static ValueTask<MergeResult> MergeAsync(MergeRequest request, CancellationToken cancellationToken)
    {
        if (request.Local.IsDeleted || request.Remote.IsDeleted)
        {
            return ValueTask.FromResult(request.Local.IsDeleted ? MergeResult.UseRemote : MergeResult.UseLocal);
        }

        var local = JsonNode.Parse(request.Local.Json!)!.AsObject();
        var remote = JsonNode.Parse(request.Remote.Json!)!.AsObject();
        // Sorted, so that it does not matter which machine merges.
        local["notes"] = Array(Of(local).Union(Of(remote)).Order(StringComparer.Ordinal));
        return ValueTask.FromResult(MergeResult.Value(local.ToJsonString()));
    }

    private static IEnumerable<string> Of(JsonObject item) => item["notes"]?.AsArray().Select(note => note!.GetValue<string>()) ?? [];

    private static JsonArray Array(IEnumerable<string> notes) => [.. notes.Select(note => (JsonNode)note)];
}
