using System.Globalization;

namespace Persist.Engine.Merge;

/// <summary>The text form of an operation's name: the salt in hexadecimal, a dash, the number.</summary>
internal static class OpId
{
    private const int SaltDigits = 16;

    public static string Format(long salt, long n) => string.Create(CultureInfo.InvariantCulture, $"{salt:x16}-{n}");

    /// <summary>Reads what <see cref="Format"/> wrote; false for anything else.</summary>
    public static bool TryParse(string id, out long salt, out long n)
    {
        (salt, n) = (0, 0);
        return id.Length > SaltDigits + 1 && id[SaltDigits] == '-'
            && long.TryParse(id.AsSpan(0, SaltDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out salt)
            && long.TryParse(id.AsSpan(SaltDigits + 1), NumberStyles.None, CultureInfo.InvariantCulture, out n);
    }
}
