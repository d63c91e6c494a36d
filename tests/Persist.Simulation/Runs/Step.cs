namespace Persist.Simulation.Runs;

/// <summary>One step of a run. Everything that it decides comes from its own seed, so that steps can be left out.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Who">To which file or process; counted round those that there are.</param>
/// <param name="Seed">Decides the rest.</param>
internal readonly record struct Step(StepKind Kind, int Who, int Seed);
