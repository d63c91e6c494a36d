using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Persist.Engine.Local.Tables;

/// <summary>Reads what the file keeps as JSON for itself.</summary>
internal static class StoredJson
{
    /// <summary>What the text says; null for null.</summary>
    /// <exception cref="InvalidDataException">The file is damaged: this program has not written that.</exception>
    public static T? Read<T>(string? json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException($"what the file notes for itself cannot be read: {failure.Message}", failure);
        }
    }
}
