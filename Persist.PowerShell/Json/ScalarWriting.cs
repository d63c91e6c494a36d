using System.Data;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using System.Security;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using Persist.Engine.Errors;

namespace Persist.Json;

/// <summary>Writes the values that are one JSON number, string or truth value, and refuses those that must not be stored.</summary>
internal static class ScalarWriting
{
    /// <summary>False when the value is none of these.</summary>
    public static bool TryWrite(Utf8JsonWriter writer, string key, object value)
    {
        switch (value)
        {
            case string text: WriteText(writer, key, text); break;
            case bool truth: writer.WriteBooleanValue(truth); break;
            // Before the numbers: an enum is an IConvertible with the type code of its number.
            case Enum name: WriteText(writer, key, name.ToString()); break;
            case int number: writer.WriteNumberValue(number); break;
            case long number: writer.WriteNumberValue(number); break;
            case double number: WriteDouble(writer, key, number); break;
            case decimal number: writer.WriteNumberValue(number); break;
            case float number: WriteFloat(writer, key, number); break;
            case Half number: WriteFloat(writer, key, (float)number); break;
            case byte or sbyte or short or ushort or uint or ulong or nint or nuint or BigInteger or Int128 or UInt128:
                writer.WriteRawValue(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture), skipInputValidation: true);
                break;
            case char letter: WriteText(writer, key, letter.ToString()); break;
            case DateTime time: writer.WriteStringValue(time); break;
            case DateTimeOffset time: writer.WriteStringValue(time); break;
            case DateOnly date: writer.WriteStringValue(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)); break;
            case TimeOnly time: writer.WriteStringValue(time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)); break;
            case TimeSpan span: writer.WriteStringValue(span.ToString("c", CultureInfo.InvariantCulture)); break;
            case Guid id: writer.WriteStringValue(id); break;
            case byte[] bytes: writer.WriteBase64StringValue(bytes); break;
            case StringBuilder text: WriteText(writer, key, text.ToString()); break;
            case Uri address: WriteText(writer, key, address.OriginalString); break;
            case Version version: writer.WriteStringValue(version.ToString()); break;
            case SwitchParameter flag: writer.WriteBooleanValue(flag.IsPresent); break;
            case JsonElement element: element.WriteTo(writer); break;
            case JsonDocument document: document.WriteTo(writer); break;
            case JsonNode node: node.WriteTo(writer); break;
            case XmlNode node: WriteText(writer, key, node.OuterXml); break;
            case SecureString or PSCredential: throw PersistErrors.SecretRefused.With(key, value.GetType().Name);
            case ScriptBlock or Delegate: throw PersistErrors.ValueNotStorable.With(key, value.GetType().Name);
            case DataTable or DataSet: throw PersistErrors.ValueIsTable.With(key, value.GetType().Name);
            default: return LiveObjects.NameOf(value) is { } known && WriteName(writer, key, known);
        }

        return true;
    }

    /// <summary>Refuses text that UTF-8 cannot hold; written all the same, it would come back changed.</summary>
    public static void CheckText(string key, ReadOnlySpan<char> text)
    {
        var at = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        for (; at >= 0 && at < text.Length; at++)
        {
            if (!char.IsSurrogate(text[at]))
            {
                continue;
            }

            if (at + 1 >= text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
            {
                throw PersistErrors.InvalidValue.With(key, "it contains half of a surrogate pair");
            }

            at++;
        }
    }

    private static bool WriteName(Utf8JsonWriter writer, string key, string name)
    {
        WriteText(writer, key, name);
        return true;
    }

    private static void WriteText(Utf8JsonWriter writer, string key, string text)
    {
        CheckText(key, text);
        writer.WriteStringValue(text);
    }

    private static void WriteDouble(Utf8JsonWriter writer, string key, double number)
    {
        CheckNumber(key, number);
        var text = WithFraction(number.ToString("R", CultureInfo.InvariantCulture));

        // Fractions are read as decimals, and .NET's way from a decimal back to a double is off by a bit for some long
        // ones. With an exponent the number is read as a double.
        var survives = text.Contains('E', StringComparison.Ordinal)
            || (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) && (double)exact == number);
        writer.WriteRawValue(survives ? text : number.ToString("E16", CultureInfo.InvariantCulture), skipInputValidation: true);
    }

    private static void WriteFloat(Utf8JsonWriter writer, string key, float number)
    {
        CheckNumber(key, number);
        writer.WriteRawValue(WithFraction(number.ToString("R", CultureInfo.InvariantCulture)), skipInputValidation: true);
    }

    // "1" would come back as an integer.
    private static string WithFraction(string text) => text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text;

    private static void CheckNumber(string key, double number)
    {
        if (!double.IsFinite(number))
        {
            throw PersistErrors.NumberNotFinite.With(key, number.ToString(CultureInfo.InvariantCulture));
        }
    }
}
