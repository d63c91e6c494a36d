namespace Persist.Simulation.Invariants;

/// <summary>Whether a remainder is made of some of the amounts of which nobody can tell whether they counted.</summary>
internal static class Subsets
{
    /// <summary>True when some of the amounts add up to the remainder; none add up to zero.</summary>
    public static bool Explain(decimal remainder, IEnumerable<decimal> amounts)
    {
        var sums = new HashSet<decimal> { 0 };
        foreach (var amount in amounts)
        {
            sums.UnionWith(sums.Select(sum => sum + amount).ToList());
        }

        return sums.Contains(remainder);
    }
}
