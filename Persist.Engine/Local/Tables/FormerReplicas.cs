using System.Text.Json;
using System.Text.Json.Serialization;

namespace Persist.Engine.Local.Tables;

/// <summary>The text in which the file keeps the ids that it had before: see <see cref="Merge.Author.Former"/>.</summary>
internal static class FormerReplicas
{
    public static string? Write(IReadOnlyDictionary<string, long>? former) =>
        former is null ? null : JsonSerializer.Serialize(new(former), FormerReplicasJson.Default.DictionaryStringInt64);

    public static IReadOnlyDictionary<string, long>? Read(string? json) =>
        StoredJson.Read(json, FormerReplicasJson.Default.DictionaryStringInt64);
}

/// <summary>Serialisation without reflection.</summary>
[JsonSerializable(typeof(Dictionary<string, long>))]
internal sealed partial class FormerReplicasJson : JsonSerializerContext;
