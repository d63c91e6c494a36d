using System.Globalization;
using System.Text.Json;
using Persist.Engine.Conflicts;
using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Engine.Merge;

namespace Persist.Engine.Transfer;

/// <summary>Reads the lines of an export. Members that this version does not know are passed over.</summary>
internal static class RecordReader
{
    // The value's own depth, within the record.
    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = ItemRules.MaxDepth + 1 };

    /// <summary>The first line.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static ExportHeader Header(ReadOnlyMemory<byte> line) => Read(line, root =>
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("format", out var format)
            || format.ValueKind != JsonValueKind.String || format.GetString() != ExportFormat.Name)
        {
            throw new FormatException($"its first line does not begin with {{\"format\":\"{ExportFormat.Name}\"");
        }

        var version = Number(root, "version");
        return version > ExportFormat.Version
            ? new ExportHeader(version, "", "", 0, 0, null)
            : new ExportHeader(
                version, Text(root, "store"), Text(root, "replica"), Time(root, "exportedAt"), Number(root, "position"),
                root.TryGetProperty("count", out _) ? Number(root, "count") : null);
    });

    /// <summary>The last line.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static ExportFooter Footer(ReadOnlyMemory<byte> line) => Read(line, root =>
    {
        var end = Member(root, "end");
        return new ExportFooter(Number(end, "items"), Number(end, "conflicts"), Text(end, "sha256"));
    });

    /// <summary>A line between them: an <see cref="ItemRecord"/>, checked as a write would be, or a <see cref="ConflictRecord"/>.</summary>
    /// <param name="line">The line.</param>
    /// <param name="key">The item's key, as soon as it is known.</param>
    /// <exception cref="FormatException">It is neither.</exception>
    /// <exception cref="PersistException">The key or the value cannot be stored.</exception>
    public static object Record(ReadOnlyMemory<byte> line, out string? key)
    {
        string? known = null;
        try
        {
            return Read<object>(line, root =>
            {
                known = Text(root, "key");
                known = ItemRules.NormalizeKey(known);
                return root.TryGetProperty("conflict", out _) ? Conflict(root, known) : Item(root, known);
            });
        }
        finally
        {
            key = known;
        }
    }

    private static T Read<T>(ReadOnlyMemory<byte> line, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(line, Depth);
            return read(document.RootElement);
        }
        catch (JsonException failure)
        {
            throw new FormatException($"it is not JSON from byte {failure.BytePositionInLine} on", failure);
        }
        catch (InvalidOperationException failure)
        {
            // Bytes that are no UTF-8, half of a surrogate pair in an escape, or no object at all.
            throw new FormatException(failure.Message, failure);
        }
    }

    private static ItemRecord Item(JsonElement root, string key)
    {
        var kind = Text(root, "kind");
        var json = Json(root) ?? throw new FormatException("it has no value");
        ItemRules.CheckJson(key, json);
        if (!IsOfKind(kind, json))
        {
            throw new FormatException($"its value does not fit the kind '{kind}'");
        }

        var stamps = new Dictionary<string, long>(StringComparer.Ordinal);
        if (root.TryGetProperty("fieldsUpdatedAt", out var fields))
        {
            foreach (var field in fields.EnumerateObject())
            {
                stamps[field.Name] = Time(fields, field.Name);
            }
        }

        var record = new ItemRecord(key, kind, json, Time(root, "updatedAt"), Text(root, "replica"), stamps);
        RecordParts.Check(record);
        return record;
    }

    private static bool IsOfKind(string kind, string json) => kind switch
    {
        ItemKind.Value => true,
        ItemKind.Counter => RecordParts.IsNumber(json),
        ItemKind.Set => ItemRules.IsArray(json),
        ItemKind.Map => ItemRules.IsObject(json),
        _ => throw new FormatException($"the kind '{kind}' is unknown"),
    };

    private static ConflictRecord Conflict(JsonElement root, string key) => new(
        Text(root, "conflict"), key, Optional(root, "field"), Stamp.ToTime(Time(root, "detectedAt")),
        Named<SyncStrategy>(root, "strategy"), Named<ConflictState>(root, "state"),
        Version(Member(root, "local"), key), Version(Member(root, "remote"), key),
        root.TryGetProperty("resolved", out var resolved) ? Version(resolved, key) : null, Optional(root, "reason"));

    private static ItemVersion Version(JsonElement version, string key)
    {
        var json = Json(version);
        if (json is not null)
        {
            ItemRules.CheckJson(key, json);
        }

        return new ItemVersion(key, json, Stamp.ToTime(Time(version, "timestamp")), Text(version, "replica"), IsDeleted: json is null);
    }

    // The exact text; see RecordWriter.
    private static string? Json(JsonElement owner) => owner.TryGetProperty("value", out var value)
        ? value.GetRawText()
        : owner.TryGetProperty("text", out _) ? Text(owner, "text") : null;

    private static JsonElement Member(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var member) ? member : throw new FormatException($"it has no '{name}'");

    private static string Text(JsonElement owner, string name) => Member(owner, name) is { ValueKind: JsonValueKind.String } text
        ? text.GetString()!
        : throw new FormatException($"its '{name}' is not a string");

    private static string? Optional(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? Text(owner, name) : null;

    private static long Number(JsonElement owner, string name) =>
        Member(owner, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) && value >= 0
            ? value
            : throw new FormatException($"its '{name}' is not a whole number");

    private static long Time(JsonElement owner, string name) =>
        DateTimeOffset.TryParse(Text(owner, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? Stamp.Of(time)
            : throw new FormatException($"its '{name}' is not a date and time");

    private static T Named<T>(JsonElement owner, string name)
        where T : struct, Enum =>
        Text(owner, name) is var text && text.All(char.IsAsciiLetter) && Enum.TryParse<T>(text, out var value)
            ? value
            : throw new FormatException($"its '{name}' has an unknown value");
}
