namespace Persist.Simulation.Runs;

/// <summary>
/// Sources of randomness that know nothing of each other: those of a run must not be made of seeds that differ in a few bits, for
/// the first numbers of .NET's <see cref="Random"/> are almost linear in its seed.
/// </summary>
internal static class Source
{
    /// <summary>The source of a run with a name.</summary>
    public static Random Of(int seed, string name)
    {
        var state = Mixed((uint)seed);
        foreach (var letter in name)
        {
            state = Mixed(state ^ letter);
        }

        return new Random((int)state);
    }

    // One step of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
    private static ulong Mixed(ulong state)
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            state = (state ^ (state >> 27)) * 0x94D049BB133111EB;
            return state ^ (state >> 31);
        }
    }
}
