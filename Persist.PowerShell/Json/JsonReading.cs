using System.Collections.Specialized;
using System.Management.Automation;
using System.Text;
using System.Text.Json;
using Persist.Engine.Errors;

namespace Persist.Json;

/// <summary>Turns stored JSON text into PowerShell objects; exact, and without guessing: a string that looks like a date is a string.</summary>
internal static class JsonReading
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = JsonWriting.MaxDepth + 1 };

    // Names that PowerShell keeps for itself on every object.
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "PSObject", "PSBase", "PSAdapted", "PSExtended", "PSTypeNames",
    };

    /// <summary>The value of a JSON text.</summary>
    /// <param name="key">Whose value it is, for the message when it cannot be read.</param>
    /// <param name="json">JSON text.</param>
    /// <param name="asDictionary">True: every JSON object becomes an ordered, case-sensitive dictionary.</param>
    /// <exception cref="PersistException">An object has the same name twice, or a number is beyond what .NET holds.</exception>
    public static object? Read(string key, string json, bool asDictionary)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json), Options);
        try
        {
            reader.Read();
            return ReadValue(ref reader, asDictionary);
        }
        catch (Exception failure) when (failure is FormatException or JsonException)
        {
            throw PersistErrors.UnreadableValue.Because(failure, key, failure.Message);
        }
    }

    private static object? ReadValue(ref Utf8JsonReader reader, bool asDictionary) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number => JsonNumbers.Read(reader.ValueSpan),
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        JsonTokenType.StartArray => ReadArray(ref reader, asDictionary),
        JsonTokenType.StartObject => ReadObject(ref reader, asDictionary),
        _ => null,
    };

    private static object?[] ReadArray(ref Utf8JsonReader reader, bool asDictionary)
    {
        var elements = new List<object?>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            elements.Add(ReadValue(ref reader, asDictionary));
        }

        return elements.ToArray();
    }

    private static object ReadObject(ref Utf8JsonReader reader, bool asDictionary)
    {
        var members = new List<KeyValuePair<string, object?>>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            members.Add(new(name, ReadValue(ref reader, asDictionary)));
        }

        return asDictionary || !FitsObject(members) ? ToDictionary(members) : ToObject(members);
    }

    // PowerShell's objects tell names apart without regard to case, and have no property without a name.
    private static bool FitsObject(List<KeyValuePair<string, object?>> members)
    {
        HashSet<string>? names = members.Count > 8 ? new(members.Count, StringComparer.OrdinalIgnoreCase) : null;
        for (var i = 0; i < members.Count; i++)
        {
            var name = members[i].Key;
            if (name.Length == 0 || Reserved.Contains(name) || (names is null ? Occurs(members, i) : !names.Add(name)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Occurs(List<KeyValuePair<string, object?>> members, int before)
    {
        for (var i = 0; i < before; i++)
        {
            if (members[i].Key.Equals(members[before].Key, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static PSObject ToObject(List<KeyValuePair<string, object?>> members)
    {
        var result = new PSObject();
        foreach (var (name, value) in members)
        {
            result.Properties.Add(new PSNoteProperty(name, value), preValidated: true);
        }

        return result;
    }

    private static OrderedDictionary ToDictionary(List<KeyValuePair<string, object?>> members)
    {
        var result = new OrderedDictionary(members.Count, StringComparer.Ordinal);
        foreach (var (name, value) in members)
        {
            if (result.Contains(name))
            {
                // Only text written by another program can have this; keeping one of the two would lose the other.
                throw new FormatException($"the name '{name}' stands twice in one object");
            }

            result.Add(name, value);
        }

        return result;
    }
}
