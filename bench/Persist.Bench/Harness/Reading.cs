namespace Persist.Bench.Harness;

/// <summary>One row of <c>bench.json</c>.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">What Persist does: the median of the rounds.</param>
/// <param name="Unit">The unit of both figures; more is better for a rate, less for a time or a count.</param>
/// <param name="Limit">What the raw library does for the same work in the same run.</param>
internal sealed record Reading(string Name, double Value, string Unit, double Limit)
{
    /// <summary>The unit of rates.</summary>
    public const string PerSecond = "items/s";

    /// <summary>Value divided by limit.</summary>
    public double Ratio => Value / Limit;

    /// <summary>A rate from the seconds that <paramref name="count"/> items took.</summary>
    public static Reading Rate(string name, int count, Pair seconds) =>
        new(name, count / seconds.Ours, PerSecond, count / seconds.Raw);
}
