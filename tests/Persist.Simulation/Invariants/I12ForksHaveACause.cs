using Persist.Simulation.Machines;

namespace Persist.Simulation.Invariants;

/// <summary>A file becomes a replica of its own only where it was copied or restored, or has lost what it had written: by nothing that the network does.</summary>
internal sealed class I12ForksHaveACause : Invariant
{
    public override string? Contradiction(World world) => world.Files
        .Where(file => file is { HasForked: true, HasOtherPasts: false })
        .Select(file => $"{file.Name} became a replica of its own, and nobody had copied or restored it")
        .FirstOrDefault();
}
