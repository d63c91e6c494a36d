using Persist.Simulation.Machines;

namespace Persist.Simulation.Invariants;

/// <summary>After everything was healed, the queues empty themselves within a bound (see <see cref="Runs.Healing"/>).</summary>
internal sealed class I9TheQueueFlows : Invariant
{
    private const string Queue = "SELECT n || ' type ' || type || ' ' || key || ' ' || path || ' state ' || state || ' at ' || at_seq FROM op";

    public override string? Contradiction(World world) => world.Files
        .SelectMany(file => world.Rows.Read(file.Path, Queue).Select(row => $"in the queue of {file.Name}: {row}"))
        .FirstOrDefault();
}
