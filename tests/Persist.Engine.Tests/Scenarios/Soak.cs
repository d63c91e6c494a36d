using System.Diagnostics;
using System.Globalization;

namespace Persist.Engine.Tests.Scenarios;

/// <summary>How thorough the scenarios are: a sample in CI, everything and for minutes under <c>PERSIST_SOAK=minutes</c>.</summary>
internal static class Soak
{
    private static readonly double Minutes = double.Parse(
        Environment.GetEnvironmentVariable("PERSIST_SOAK") ?? "0", CultureInfo.InvariantCulture);

    /// <summary>True in a long run.</summary>
    public static bool IsOn => Minutes > 0;

    /// <summary>So many of the numbers below a limit, spread evenly from a chosen one on; all of them in a long run.</summary>
    public static IEnumerable<int> Sample(int limit, int count, int from = 0)
    {
        var step = IsOn ? 1 : Math.Max(1, limit / count);
        for (var i = from % step; i < limit; i += step)
        {
            yield return i;
        }
    }

    /// <summary>The numbers of rounds to be played: so many, or as many as fit into the minutes of a long run.</summary>
    public static IEnumerable<int> Rounds(int count)
    {
        var watch = Stopwatch.StartNew();
        for (var round = 0; round < count || watch.Elapsed.TotalMinutes < Minutes; round++)
        {
            yield return round;
        }
    }
}
