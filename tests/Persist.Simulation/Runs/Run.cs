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
            return new Verdict(broken.Invariant, Plain(broken.Message, world), trace.Hash, world.Faults, trace.Lines);
        }
        catch (Exception defect) when (defect is not OutOfMemoryException)
        {
            // The engine threw where nothing may be thrown, or the simulator is wrong: either has to be looked at.
            return new Verdict("I9", Plain(defect.ToString(), world), trace.Hash, world.Faults, trace.Lines);
        }
    }

    // The folder is no part of the run.
    private static string Plain(string message, World world) => message.Replace(world.Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

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
            world.Trace.Begin($"{file.Name} shows");
            foreach (var item in file.Processes[0].Local.Scan(""))
            {
                world.Trace.Add($"{item.Key} = {item.Json}, written {item.UpdatedAt:o} by {item.Replica}");
            }
        }
    }
}
