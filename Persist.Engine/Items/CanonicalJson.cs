using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace Persist.Engine.Items;

/// <summary>
/// One text for one JSON value, by which members of sets are compared: no white space, names in ordinal order, strings
/// escaped only where they must be, numbers without superfluous digits. Unlike RFC 8785 no number loses a digit.
/// </summary>
internal static class CanonicalJson
{
    // Beyond it a number is written with an exponent, so that 1e999 does not take a thousand digits.
    private const int MostZeros = 30;

    /// <summary>The canonical text of valid JSON.</summary>
    /// <exception cref="InvalidOperationException">An escape in it is half of a surrogate pair.</exception>
    public static string Of(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = ItemRules.MaxDepth });
        var text = new StringBuilder(json.Length);
        Append(text, document.RootElement);
        return text.ToString();
    }

    private static void Append(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                foreach (var property in value.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal))
                {
                    AppendString(text.Append(text[^1] == '{' ? "" : ","), property.Name);
                    Append(text.Append(':'), property.Value);
                }

                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var element in value.EnumerateArray())
                {
                    Append(text.Append(text[^1] == '[' ? "" : ","), element);
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                AppendString(text, value.GetString()!);
                break;
            case JsonValueKind.Number:
                AppendNumber(text, value.GetRawText());
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    // By RFC 8259 alone: the framework's encoders also escape what their version of Unicode does not know, and so would
    // give one string two texts on replicas with different runtimes.
    private static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var character in value)
        {
            _ = character switch
            {
                '"' or '\\' => text.Append('\\').Append(character),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}"),
                _ => text.Append(character),
            };
        }

        text.Append('"');
    }

    private static void AppendNumber(StringBuilder text, string raw)
    {
        var mark = raw.AsSpan().IndexOfAny('e', 'E');
        var exponent = mark < 0 ? BigInteger.Zero : BigInteger.Parse(raw.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var digits = (mark < 0 ? raw : raw[..mark]).TrimStart('-');
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        exponent -= point < 0 ? 0 : digits.Length - point - 1;
        digits = digits.Replace(".", "", StringComparison.Ordinal).TrimStart('0');
        var kept = digits.TrimEnd('0');
        exponent += digits.Length - kept.Length;
        if (kept.Length == 0)
        {
            text.Append('0');
            return;
        }

        text.Append(raw[0] == '-' ? "-" : "").Append(Plain(kept, exponent));
    }

    private static string Plain(string digits, BigInteger exponent)
    {
        if (exponent > MostZeros || exponent < -MostZeros - digits.Length)
        {
            return $"{digits}e{exponent}";
        }

        var places = (int)exponent;
        return places >= 0
            ? digits + new string('0', places)
            : digits.Length > -places
                ? $"{digits[..^-places]}.{digits[^-places..]}"
                : $"0.{new string('0', -places - digits.Length)}{digits}";
    }
}
