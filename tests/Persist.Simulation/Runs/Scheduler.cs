using Persist.Engine;
using Persist.Engine.Errors;
using Persist.Simulation.Invariants;
using Persist.Simulation.Machines;
using Persist.Simulation.Network;
using Persist.Simulation.Users;

namespace Persist.Simulation.Runs;

/// <summary>Plays the steps of a plan, one at a time: whatever is done is done before the next begins, or waits at the network.</summary>
internal sealed class Scheduler(World world)
{
    /// <summary>Plays one step; one that does not fit the situation does nothing.</summary>
    /// <exception cref="InvariantException">Something that must not happen has happened.</exception>
    public void Play(Step step)
    {
        var random = new Random(step.Seed);
        world.Truth.Advance(TimeSpan.FromMilliseconds(random.Next(1000)));
        if (step.Kind == StepKind.Join && world.Files.Count < world.Setting.Files)
        {
            world.Join();
        }

        var processes = world.Processes.ToList();
        var process = processes[step.Who % processes.Count];
        world.Trace.Add($"{step.Kind} {process.Name}");
        Act(step.Kind, process, random);
        process.File.MayReachDisk(random);
        BuryTheDead();
    }

    /// <summary>Lets a sync run, or begins one, until it ends or has met so many boundaries.</summary>
    /// <returns>False when it has ended in failure.</returns>
    public bool Sync(Process process, int boundaries, Func<Boundary, Fate> fate)
    {
        var syncing = process.File.Syncing ?? process;
        if (syncing.Cycle is null)
        {
            syncing.BeginSync();
        }

        while (syncing.Cycle is { HasEnded: false } && !syncing.Life.IsOver && boundaries-- > 0)
        {
            var next = fate(syncing.Cycle.At);
            syncing.Guard(() => syncing.Cycle.Resume(next));
        }

        return syncing is not { Cycle.HasEnded: true, Life.IsOver: false } || HasEndedWell(syncing, syncing.EndSync());
    }

    private void Act(StepKind kind, Process process, Random random)
    {
        var file = process.File;
        var user = new User(world, process, random);
        switch (kind)
        {
            case StepKind.Edit:
                var topic = world.Topics[random.Next(world.Topics.Count)];
                topic.Act(user);
                break;
            case StepKind.Sync:
                Sync(process, random.Next(3) == 0 ? 100 : random.Next(7), at => Draw(at, random));
                break;
            case StepKind.Wait:
                world.Truth.Advance(TimeSpan.FromDays(random.Next(1, 30)));
                break;
            case StepKind.Restart when process.Cycle is null:
                process.Close();
                world.Open(file);
                break;
            case StepKind.Kill:
                world.Faults.Add(FaultKind.ProcessKilled);
                process.Life.End();
                break;
            case StepKind.KillSoon:
                world.Faults.Add(FaultKind.KilledInStatement);
                process.Life.EndBefore(1 + random.Next(60));
                break;
            case StepKind.CutPower:
                world.Faults.Add(FaultKind.PowerCut);
                CutPower(file);
                break;
            case StepKind.Copy when world.Files.Count < world.Setting.Files + 2:
                world.Faults.Add(FaultKind.FileCopied);
                var image = file.Image();
                world.Diverge(file, image);
                world.Join(image);
                break;
            case StepKind.BackUp:
                file.Backup = file.Image();
                break;
            case StepKind.Restore when file.Backup is { } backup:
                world.Faults.Add(FaultKind.FileRestored);
                world.Diverge(file, backup);
                world.Replace(file, backup);
                break;
            case StepKind.Share when file.Processes.Count == 1:
                world.Open(file);
                break;
            case StepKind.Share when process.Cycle is null:
                process.Close();
                break;
            case StepKind.MoveClock:
                world.Faults.Add(FaultKind.ClockMoved);
                file.Clock.Skew = world.Setting.Skew * ((random.NextDouble() * 2) - 1);
                break;
            case StepKind.Deliver:
                world.Network.DeliverLateAsync(random.Next(world.Network.Late + 1)).Wait(); // the hub answers at once
                break;
            case StepKind.Decide:
                world.Topics.ToList().ForEach(decided => decided.Decide(user));
                break;
        }
    }

    private void CutPower(ReplicaFile file)
    {
        var image = file.AfterPowerCut();
        if (file.Durability == Durability.Normal)
        {
            world.Diverge(file, image);
        }

        world.Replace(file, image);
    }

    private Fate Draw(Boundary at, Random random)
    {
        if (at is Boundary.Merge or Boundary.Hang || random.Next(100) >= world.Setting.Faults)
        {
            return Fate.Arrives;
        }

        var (fate, kind) = (at, random.Next(5)) switch
        {
            (Boundary.Answer, _) => (Fate.Lost, FaultKind.AnswerLost),
            (_, 0) => (Fate.Lost, FaultKind.RequestLost),
            (_, 1 or 2) => (Fate.Late, FaultKind.RequestLate),
            (_, 3) => (Fate.Twice, FaultKind.RequestTwice),
            _ => (Fate.Busy, FaultKind.RemoteBusy),
        };
        world.Faults.Add(kind);
        return fate;
    }

    private void BuryTheDead()
    {
        foreach (var dead in world.Processes.Where(process => process.Life.IsOver).ToList())
        {
            world.Bury(dead);
        }
    }

    private bool HasEndedWell(Process process, Exception? failure)
    {
        world.Trace.Add($"{process.Name} synced: {(failure as PersistException)?.Error.Id ?? failure?.GetType().Name ?? "well"}");
        if (failure is null)
        {
            world.LookAt(process.File);
            return true;
        }

        return Process.IsTransient(failure)
            ? false
            : throw new InvariantException("I9", $"a sync of {process.Name} failed for good: {failure}");
    }
}
