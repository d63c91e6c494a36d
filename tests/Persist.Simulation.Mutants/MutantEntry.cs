namespace Persist.Simulation.Mutants;

/// <summary>An entry of Mutants.xml: a rule that can be switched off, and where that is noticed.</summary>
/// <param name="Name">What <see cref="Engine.Mutant"/> is told.</param>
/// <param name="Rule">The number of the rule among those of docs/protocol.md that must hold, M1 and on; null for a rule that is not one of them.</param>
/// <param name="Text">The rule.</param>
/// <param name="Catches">The seeds that are known to notice.</param>
/// <param name="Scene">The scene that notices it on a real server; null where there is none.</param>
/// <param name="Test">The engine's test that notices it, by class and method; null where there is none.</param>
internal sealed record MutantEntry(string Name, string? Rule, string Text, IReadOnlyList<Catch> Catches, string? Scene, string? Test)
{
    /// <summary>Whether the simulator is to notice.</summary>
    public bool IsSimulated => Scene is null && Test is null;

    /// <summary>What is broken without the rule.</summary>
    public string CaughtBy => IsSimulated
        ? string.Join(", ", Catches.Select(one => one.Invariant).Distinct().OrderBy(invariant => int.Parse(invariant.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture)))
        : Test is null ? $"`{Scene}`, on PostgreSQL" : $"`{Test}`";
}
