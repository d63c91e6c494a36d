using Persist.Simulation.Invariants;
using Persist.Simulation.Machines;

namespace Persist.Simulation.Runs;

/// <summary>Plays a plan in a world of its own, heals it, and asks every invariant.</summary>
internal static class Run
{
    public static Verdict Play(Plan plan, bool keepsLines = false)
    {
        using var trace = new Trace(keepsLines);
        using var world = new World(plan, trace);
        try
        {
            Play(plan, world);
            var broken = Invariant.All.Select(invariant => (invariant.Name, What: invariant.Contradiction(world))).FirstOrDefault(found => found.What is not null);
            return new Verdict(broken.Name, broken.What, trace.Hash, world.Faults, trace.Lines);
        }
        catch (InvariantException broken)
        {
            return new Verdict(broken.Invariant, broken.Message, trace.Hash, world.Faults, trace.Lines);
        }
        catch (Exception defect) when (defect is not OutOfMemoryException)
        {
            // The engine threw where nothing may be thrown, or the simulator is wrong: either has to be looked at.
            return new Verdict("I9", defect.ToString(), trace.Hash, world.Faults, trace.Lines);
        }
    }

    private static void Play(Plan plan, World world)
    {
        var scheduler = new Scheduler(world);
        world.Join();
        world.Join();
        foreach (var step in plan.Steps)
        {
            scheduler.Play(step);
        }

        new Healing(world, scheduler).Run();
        foreach (var file in world.Files)
        {
            world.Trace.Add(string.Join('\n', file.Processes[0].Local.Scan("").Select(item => $"{item.Key} {item.Json} {item.UpdatedAt:o} {item.Replica}")));
        }
    }
}
