using Persist.Simulation.Network;
using Persist.Simulation.Users;

namespace Persist.Simulation.Machines;

/// <summary>A replica's file as the disk has it at a moment, and what the oracles know to be in it.</summary>
/// <param name="File">Database and write-ahead log.</param>
/// <param name="Intents">What users have written into it.</param>
/// <param name="Repairs">How it was repaired.</param>
/// <param name="Past">The past that it knows of the remote.</param>
/// <param name="Mark">How far the remote was.</param>
internal sealed record DiskImage(FileImage File, IReadOnlyList<Intent> Intents, IReadOnlyList<RepairMark> Repairs, KnownLine Past, WireMark Mark);
