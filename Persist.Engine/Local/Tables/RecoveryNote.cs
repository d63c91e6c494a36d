using System.Text.Json;
using System.Text.Json.Serialization;

namespace Persist.Engine.Local.Tables;

/// <summary>How a recovery went: kept in the file, so that the status can tell of it later.</summary>
/// <param name="Kind">What was recovered from.</param>
/// <param name="At">When: microseconds since 1970-01-01 UTC.</param>
/// <param name="Kept">Operations that stay in the queue.</param>
/// <param name="Sent">Operations that another copy of the file had sent.</param>
/// <param name="Buried">Operations of which nobody can tell whether they were sent: they became dead letters.</param>
/// <param name="Changed">Cells of the remote's version that changed.</param>
/// <param name="Common">Of a repair: the last position that was taken to be in the past of both.</param>
internal sealed record RecoveryNote(
    [property: JsonPropertyName("kind")] string Kind,
    [property: JsonPropertyName("at")] long At,
    [property: JsonPropertyName("kept")] long Kept,
    [property: JsonPropertyName("sent")] long Sent,
    [property: JsonPropertyName("buried")] long Buried,
    [property: JsonPropertyName("changed")] long Changed = 0,
    [property: JsonPropertyName("common")] long Common = 0)
{
    /// <summary>Writes it into the file. Called with the write transaction open.</summary>
    public RecoveryNote Keep(LocalTables tables)
    {
        tables.Meta.Set(MetaName.Recovery, ToJson());
        return this;
    }

    /// <summary>The text that the file keeps.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RecoveryNoteJson.Default.RecoveryNote);

    /// <summary>Reads the text that <see cref="ToJson"/> made; null from null.</summary>
    public static RecoveryNote? FromJson(string? json) => StoredJson.Read(json, RecoveryNoteJson.Default.RecoveryNote);
}

/// <summary>Serialisation without reflection.</summary>
[JsonSerializable(typeof(RecoveryNote))]
internal sealed partial class RecoveryNoteJson : JsonSerializerContext;
