namespace Persist.Simulation.Machines;

/// <summary>A repair of a file, as far as it matters to what its writes had seen.</summary>
/// <param name="Intents">How many things users had done by then: those of them that the file holds came before it.</param>
/// <param name="Common">The last position that was in the past of both, the file and the remote, as far as their versions told.</param>
internal sealed record RepairMark(int Intents, long Common);
