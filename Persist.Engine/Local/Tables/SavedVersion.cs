using System.Text.Json;
using System.Text.Json.Serialization;
using Persist.Engine.Merge;

namespace Persist.Engine.Local.Tables;

/// <summary>The common ancestor of a conflict, kept with the operation when newer versions arrive over it.</summary>
internal sealed record SavedVersion(
    [property: JsonPropertyName("value")] string? Value,
    [property: JsonPropertyName("dead")] bool Dead,
    [property: JsonPropertyName("stamp")] long Stamp,
    [property: JsonPropertyName("origin")] string Origin)
{
    /// <summary>The text for a version, or for there having been none.</summary>
    public static string Write(Cell? cell) => JsonSerializer.Serialize(
        cell is null ? null : new SavedVersion(cell.Value, cell.Dead, cell.Stamp, cell.Origin), SavedVersionJson.Default.SavedVersion!);

    /// <summary>What <see cref="Write"/> wrote; null when there had been no version.</summary>
    public static SavedVersion? Read(string text) => StoredJson.Read(text, SavedVersionJson.Default.SavedVersion);
}

/// <summary>Serialisation without reflection.</summary>
[JsonSerializable(typeof(SavedVersion))]
internal sealed partial class SavedVersionJson : JsonSerializerContext;
