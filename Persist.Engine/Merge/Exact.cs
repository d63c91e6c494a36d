using System.Globalization;

namespace Persist.Engine.Merge;

/// <summary>The numbers of counters: 64-bit integers, or decimals of at most 28 digits. A sum is exact, or there is none.</summary>
internal static class Exact
{
    /// <exception cref="FormatException">It is none, or null.</exception>
    public static decimal Parse(string? text) => decimal.Parse(text ?? throw new FormatException("a number is missing"), NumberStyles.Float, CultureInfo.InvariantCulture);

    public static string Format(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The sum; false when it overflows or would lose digits.</summary>
    public static bool TrySum(decimal one, decimal other, out decimal sum)
    {
        try
        {
            sum = one + other;
        }
        catch (OverflowException)
        {
            sum = 0;
            return false;
        }

        var isWhole = one.Scale == 0 && other.Scale == 0;
        return sum - other == one && sum - one == other && (!isWhole || sum is >= long.MinValue and <= long.MaxValue);
    }
}
