using System.Globalization;
using System.Numerics;
using System.Text;

namespace Persist.Json;

/// <summary>Which .NET number a JSON number becomes: the first of these that keeps all its digits.</summary>
internal static class JsonNumbers
{
    public static object Read(ReadOnlySpan<byte> utf8)
    {
        var text = Encoding.ASCII.GetString(utf8);
        var hasExponent = utf8.IndexOfAny((byte)'e', (byte)'E') >= 0;
        if (!hasExponent && utf8.IndexOf((byte)'.') < 0)
        {
            return ReadInteger(text);
        }

        // 1.50 stays 1.50; an exponent is how doubles that are large or small are written.
        if (!hasExponent && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
            && exact.ToString(CultureInfo.InvariantCulture) == text)
        {
            return exact;
        }

        var number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(number) ? number : throw new FormatException($"the number {text} is beyond the range of [double]");
    }

    private static object ReadInteger(string text)
    {
        if (text == "-0")
        {
            return -0.0;
        }

        // Without the cast both branches would be of one type, and every integer a BigInteger.
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? (object)number
            : BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }
}
