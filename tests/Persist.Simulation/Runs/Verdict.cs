namespace Persist.Simulation.Runs;

/// <summary>How a run ended.</summary>
/// <param name="Broken">The invariant that did not hold; null when all did.</param>
/// <param name="What">What contradicts it.</param>
/// <param name="Hash">Of everything that happened.</param>
/// <param name="Faults">What was injected.</param>
/// <param name="Lines">What happened, when it was asked for.</param>
internal sealed record Verdict(string? Broken, string? What, string Hash, FaultCount Faults, IReadOnlyList<string> Lines);
