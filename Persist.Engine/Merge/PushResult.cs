using System.Text.Json;
using System.Text.Json.Serialization;

namespace Persist.Engine.Merge;

/// <summary>
/// The answer to a push, stored with the replica's row so that a repeated push gets the same one. With it and the
/// merge rule a replica can tell the new state of every cell that it pushed.
/// </summary>
/// <param name="Seq">The position of the push.</param>
/// <param name="HeadBefore">The remote's head before it. Equal to the replica's cursor when nobody else pushed in between.</param>
/// <param name="ServerNow">The remote's clock: microseconds since 1970-01-01 UTC.</param>
/// <param name="Offset">The remote's clock minus the replica's, in microseconds.</param>
/// <param name="Rejected">The numbers (n) of compare-and-set operations that must be merged and sent again.</param>
/// <param name="Failed">The numbers (n) of operations that can never be applied.</param>
/// <param name="Skipped">The numbers (n) of operations that another copy of the replica's file had sent before.</param>
/// <param name="Tail">
/// The name of the position, drawn with it: a remote that was restored gives other names to what comes then, also to a batch that
/// it had before. Null in an answer that an older version stored.
/// </param>
internal sealed record PushResult(
    [property: JsonPropertyName("seq")] long Seq,
    [property: JsonPropertyName("headBefore")] long HeadBefore,
    [property: JsonPropertyName("serverNow")] long ServerNow,
    [property: JsonPropertyName("offset")] long Offset,
    [property: JsonPropertyName("rejected")] IReadOnlyList<long> Rejected,
    [property: JsonPropertyName("failed")] IReadOnlyList<long> Failed,
    [property: JsonPropertyName("skipped")] IReadOnlyList<long> Skipped,
    [property: JsonPropertyName("tail")] string? Tail)
{
    /// <summary>True when every operation was taken, from here.</summary>
    [JsonIgnore]
    public bool IsWhole => Rejected.Count + Failed.Count + Skipped.Count == 0;

    /// <summary>The answer to a push that took everything, directly after what its replica had pulled.</summary>
    public static PushResult OfAll(in PushContext push) => new(push.Seq, push.Seq, push.ServerNow, push.Offset, [], [], [], null);

    /// <summary>The text that is stored in the replica's row.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, PushResultJson.Default.PushResult);

    /// <summary>Reads the text that <see cref="ToJson"/> made. A list that is missing is empty.</summary>
    /// <exception cref="JsonException">The text is something else.</exception>
    public static PushResult FromJson(string json)
    {
        var read = JsonSerializer.Deserialize(json, PushResultJson.Default.PushResult) ?? throw new JsonException("null");
        return read with { Rejected = read.Rejected ?? [], Failed = read.Failed ?? [], Skipped = read.Skipped ?? [] };
    }
}

/// <summary>Serialisation without reflection.</summary>
[JsonSerializable(typeof(PushResult))]
internal sealed partial class PushResultJson : JsonSerializerContext;
