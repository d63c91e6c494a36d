using Persist.Simulation.Machines;

namespace Persist.Simulation.Network;

/// <summary>A remote that had the address once, as it was when another one took its place.</summary>
/// <param name="Number">Which one it is.</param>
/// <param name="Path">Its file.</param>
/// <param name="Mark">How far it is.</param>
/// <param name="Past">Names its past: see <see cref="WireLog.Past"/>.</param>
/// <param name="Backup">Its backup; null when there is none.</param>
internal sealed record Elsewhere(int Number, string Path, WireMark Mark, int Past, (FileImage File, WireMark Mark)? Backup);
