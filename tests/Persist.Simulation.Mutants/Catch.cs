using System.Globalization;

namespace Persist.Simulation.Mutants;

/// <summary>A run in which the lack of a rule shows.</summary>
/// <param name="Seed">The run.</param>
/// <param name="Invariant">What is broken in it.</param>
internal sealed record Catch(int Seed, string Invariant)
{
    public static Catch Parse(string text) =>
        text.Split(':') is [var seed, var invariant] ? new Catch(int.Parse(seed, CultureInfo.InvariantCulture), invariant) : throw new FormatException(text);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Seed}:{Invariant}");
}
