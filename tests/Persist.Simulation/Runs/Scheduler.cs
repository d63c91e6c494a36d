using System.Globalization;
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
    private int _played;

    /// <summary>Plays one step; one that does not fit the situation does nothing.</summary>
    /// <exception cref="InvariantException">Something that must not happen has happened.</exception>
    public void Play(Step step)
    {
        var random = new Random(step.Seed);
        _played++;
        world.Truth.Advance(TimeSpan.FromMilliseconds(random.Next(1000)));
        if (step.Kind == StepKind.Join && world.Files.Count < world.Setting.Files)
        {
            world.Join();
        }

        var processes = world.Processes.ToList();
        var process = processes[step.Who % processes.Count];
        world.Trace.Begin(string.Create(CultureInfo.InvariantCulture, $"{_played}. {step.Kind} {process.Name}, at {world.Truth.Elapsed.TotalSeconds:0.0} s"));
        Act(step.Kind, process, random);
        process.File.MayReachDisk(random);
        BuryTheDead();
    }

    /// <summary>Lets a sync run, or a repair that is under way, or begins a sync, until it ends or has met so many boundaries.</summary>
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
            syncing.Resume(fate(syncing.Cycle.At));
            world.NoteDecisions(syncing);
        }

        return syncing is not { Cycle: { HasEnded: true } ended, Life.IsOver: false } || HasEndedWell(syncing, ended.Keep is not null, syncing.EndSync());
    }

    /// <summary>Lets a person decide who waits for that. A repair that is under way goes on.</summary>
    /// <returns>False when it has ended in failure.</returns>
    public bool Repair(Process process, Random random, int boundaries, Func<Boundary, Fate> fate)
    {
        if (process.File.Syncing is null)
        {
            process.BeginRepair(random.Next(100) < world.Setting.LocalRepairs ? RepairKeep.Local : RepairKeep.Remote);
        }

        return Sync(process, boundaries, fate);
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
            case StepKind.BackUpRemote:
                world.Network.BackUp();
                world.Trace.Add($"the remote is backed up at @{world.Network.Wire.Head}");
                break;
            case StepKind.RestoreRemote:
                StopRemote();
                world.Network.Restore();
                break;
            case StepKind.ChangeRemote:
                StopRemote();
                world.Network.Exchange();
                break;
            case StepKind.ReturnRemote when world.Network.HasFormer:
                StopRemote();
                world.Network.ComeBack(random);
                break;
            case StepKind.Repair when file.AwaitsRepair:
                Repair(process, random, random.Next(3) == 0 ? 100 : random.Next(9), at => Draw(at, random));
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
                var statement = 1 + random.Next(60);
                process.Life.EndBefore(statement);
                world.Trace.Add($"{process.Name} will die at its statement {statement} from here");
                break;
            case StepKind.CutPower:
                world.Faults.Add(FaultKind.PowerCut);
                CutPower(file);
                break;
            case StepKind.Copy when world.Files.Count < world.Setting.Files + 2:
                world.Faults.Add(FaultKind.FileCopied);
                var image = file.Image();
                world.Trace.Add($"{file.Name} is copied");
                world.Join(image);
                world.Diverge(file, image, world.Files[^1]);
                break;
            case StepKind.BackUp:
                file.Backup = file.Image();
                world.Trace.Add($"{file.Name} is backed up");
                break;
            case StepKind.Restore when file.Backup is { } backup:
                world.Faults.Add(FaultKind.FileRestored);
                world.Trace.Add($"{file.Name} is what its backup holds{Without(file, backup)}");
                world.Replace(file, backup);
                world.Diverge(file, backup, file);
                break;
            case StepKind.Share when file.Processes.Count == 1:
                world.Open(file);
                break;
            case StepKind.Share when process.Cycle is null:
                process.Close();
                world.Trace.Add($"{process.Name} closes {file.Name}");
                break;
            case StepKind.MoveClock:
                world.Faults.Add(FaultKind.ClockMoved);
                file.Clock.Skew = world.Setting.Skew * ((random.NextDouble() * 2) - 1);
                world.Trace.Add(string.Create(CultureInfo.InvariantCulture, $"the clock of {file.Name} is {file.Clock.Skew.TotalSeconds:+0.0;-0.0} s wrong"));
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
        world.Trace.Add($"{file.Name} is what its disk has{Without(file, image)}");
        world.Replace(file, image);
        if (file.Durability == Durability.Normal)
        {
            world.Diverge(file, image, file);
        }
    }

    private static string Without(ReplicaFile file, DiskImage image) =>
        file.Intents.Except(image.Intents).ToList() is { Count: > 0 } lost ? $", without the intents {string.Join(' ', lost.Select(intent => intent.Id))}" : "";

    // The server stops for it: what is under way fails, and begins anew with a pull.
    private void StopRemote()
    {
        foreach (var syncing in world.Files.Select(file => file.Syncing).OfType<Process>().ToList())
        {
            Sync(syncing, int.MaxValue, at => at is Boundary.Merge or Boundary.Hang ? Fate.Arrives : Fate.Lost);
        }

        BuryTheDead();
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

    private bool HasEndedWell(Process process, bool isRepair, Exception? failure)
    {
        var (what, file) = (isRepair ? "repaired" : "synced", process.File);
        world.Trace.Add($"{process.Name} has {what}: {(failure as PersistException)?.Error.Id ?? failure?.GetType().Name ?? "well"}");
        switch (failure)
        {
            case PersistException { Error: var error } when !isRepair && error == PersistErrors.Rewound:
                file.AwaitsRepair = file.Agreed != world.Network.Wire.Past ? true
                    : throw new InvariantException("I13", $"{process.Name} stopped for a remote that has the past that it was in step with");
                return true;
            case PersistException { Error: var error } when !isRepair && error == PersistErrors.RemoteChanged:
                file.AwaitsRepair = file.Bound != world.Network.Remote ? true
                    : throw new InvariantException("I13", $"{process.Name} stopped for another remote, and it is the one that it was in step with");
                return true;
            case null:
            case PersistException { Error: var error } when isRepair && error == PersistErrors.NothingToRepair:
                (file.AwaitsRepair, file.Agreed) = (false, world.Network.Wire.Past);
                file.Bound = isRepair || !world.Network.WasExchanged ? world.Network.Remote : file.Bound;
                break;
            default:
                file.BrokeOff();
                return Process.IsTransient(failure)
                    ? false
                    : throw new InvariantException("I9", $"what {process.Name} {what} failed for good: {failure}");
        }

        if (!isRepair)
        {
            file.Past = file.Past with { Stood = [.. file.Past.Stood, file.Past.Cursor] };
            world.LookAt(file);
        }

        return true;
    }
}
