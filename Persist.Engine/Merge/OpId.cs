using System.Globalization;

namespace Persist.Engine.Merge;

/// <summary>The text form of an operation's name: the salt in hexadecimal, a dash, the number.</summary>
internal static class OpId
{
    public static string Format(long salt, long n) => string.Create(CultureInfo.InvariantCulture, $"{salt:x16}-{n}");
}
