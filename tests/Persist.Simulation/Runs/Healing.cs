using Persist.Simulation.Invariants;
using Persist.Simulation.Machines;
using Persist.Simulation.Network;
using Persist.Simulation.Users;

namespace Persist.Simulation.Runs;

/// <summary>Ends all faults, and lets the world come to rest.</summary>
internal sealed class Healing(World world, Scheduler scheduler)
{
    // Far more than any world has needed: whatever goes on after it goes on for ever.
    private const int Rounds = 25;

    /// <summary>Syncs in turn, and lets people decide, until nothing is left to do.</summary>
    /// <exception cref="InvariantException">It does not come to rest.</exception>
    public void Run()
    {
        world.Trace.Begin("All faults end: everybody syncs until nothing is left to do");
        world.Merges.Failures = 0;
        foreach (var process in world.Processes)
        {
            process.Life.Spare();
        }

        foreach (var syncing in world.Files.Select(file => file.Syncing).OfType<Process>().ToList())
        {
            Sync(syncing);
        }

        foreach (var process in world.Processes)
        {
            process.Guard(process.Local.Conflicts.RetryParked);
        }

        // Twice round after the last decision: what the last one pushes has to reach the first.
        for (var (round, quiet) = (0, 0); quiet < 3; round++, quiet++)
        {
            if (round == Rounds)
            {
                throw new InvariantException("I9", "the world does not come to rest");
            }

            foreach (var file in world.Files)
            {
                var process = file.Processes[round % file.Processes.Count];
                Sync(process);
                quiet = Repairs(process, round) | Decides(process, round) ? -1 : quiet;
            }

            while (world.Network.Late > 0)
            {
                world.Network.DeliverLateAsync(round).Wait(); // the hub answers at once
            }
        }
    }

    private void Sync(Process process)
    {
        if (!scheduler.Sync(process, int.MaxValue, _ => Fate.Arrives))
        {
            throw new InvariantException("I9", $"a sync of {process.Name} over a good network failed");
        }
    }

    private bool Repairs(Process process, int round)
    {
        if (!process.File.AwaitsRepair)
        {
            return false;
        }

        if (!scheduler.Repair(process, new Random(round), int.MaxValue, _ => Fate.Arrives))
        {
            throw new InvariantException("I9", $"a repair of {process.Name} over a good network failed");
        }

        Sync(process);
        return true;
    }

    private bool Decides(Process process, int round)
    {
        var user = new User(world, process, new Random(round));
        return world.Topics.Count(topic => topic.Decide(user)) > 0;
    }
}
