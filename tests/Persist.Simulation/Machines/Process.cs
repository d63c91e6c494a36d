using Microsoft.Extensions.Logging.Abstractions;
using Persist.Engine;
using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Engine.Local;
using Persist.Engine.Local.Tables;
using Persist.Engine.Merge;
using Persist.Engine.Sync;
using Persist.Simulation.Invariants;
using Persist.Simulation.Network;
using Persist.Simulation.Runs;

namespace Persist.Simulation.Machines;

/// <summary>One process that has a replica's file open: the engine's local store and sync, under this machine's clock.</summary>
internal sealed class Process
{
    private readonly World _world;
    private readonly Random _random;
    private LocalStore? _local;
    private Synchronizer? _synchronizer;

    public Process(World world, ReplicaFile file, string name, int seed)
    {
        (_world, File, Name, _random) = (world, file, name, new Random(seed));
        PageSize = 1 + _random.Next(3);
        Remote = new NetworkRemote(world.Network, this);
    }

    public string Name { get; }

    public ReplicaFile File { get; }

    public Life Life { get; } = new();

    public MachineClock Clock => File.Clock;

    public NetworkRemote Remote { get; }

    /// <summary>How many rows make a page of its pulls.</summary>
    public int PageSize { get; }

    /// <summary>True when its syncs look before they pull.</summary>
    public bool Looks => _world.Setting.Looks;

    public LocalStore Local => _local!;

    /// <summary>The sync that is under way.</summary>
    public Cycle? Cycle { get; private set; }

    /// <summary>Opens the file. It may die of it.</summary>
    public void Open() => Guard(() =>
    {
        var options = new PersistStoreOptions
        {
            Name = "sim",
            Path = File.Path,
            Strategy = SyncStrategy.Crdt,
            Policies = [.. _world.Topics.Select(topic => topic.Rule(this, _random)).OfType<KeyPolicy>()],
            MergeTimeout = TimeSpan.FromSeconds(10),
            Durability = File.Durability,
            TimeProvider = Clock,
            Retention = _world.Setting.Retention,
        };
        var policy = new StorePolicy(options);
        _local = LocalStore.Open(File.Path, "sim", File.Durability, key => policy.For(key).Strategy, Clock, new RandomIds(_random));
        _local.Conflicts.RetryParked(); // as the façade does
        _synchronizer = new Synchronizer(_local, Remote, options, NullLogger.Instance, OwnThread.Instance);
        _synchronizer.Recovered += recovery => Note(recovery.Kind);
    });

    public void MustLive()
    {
        if (Life.IsOver)
        {
            throw new ProcessDiedException();
        }
    }

    /// <summary>Does something as this process; what it throws once it is dead is nobody's concern.</summary>
    public void Guard(Action action)
    {
        try
        {
            Life.Run(Life, () =>
            {
                action();
                return true;
            });
        }
        catch (Exception) when (Life.IsOver)
        {
            // The way out of a killed process.
        }
    }

    /// <summary>Reads something as this process.</summary>
    public T Ask<T>(Func<LocalStore, T> read) => Life.Run(Life, () => read(Local));

    /// <summary>What it does not know the remote to have, seen from outside, and how much of the remote it has seen.</summary>
    public (IReadOnlyList<Op> Unsettled, long Cursor) Observe() => Life.Observe(() =>
        (Local.Queue().Select(queued => queued.Stored).Where(stored => stored.State != OpState.Acknowledged).Select(stored => stored.Op).ToList(), Local.Position().Cursor));

    public void BeginSync() => Guard(() =>
    {
        Cycle = new Cycle(Clock);
        Cycle.Start(() => _synchronizer!.RunAsync(null, CancellationToken.None));
    });

    /// <summary>A person has decided whose versions stand, now that the remote was restored.</summary>
    public void BeginRepair(RepairKeep keep) => Guard(() =>
    {
        Cycle = new Cycle(Clock, keep);
        Cycle.Start(() => _synchronizer!.RepairAsync(keep, null, CancellationToken.None));
    });

    /// <summary>Lets what is under way go on to its next boundary or its end.</summary>
    /// <exception cref="InvariantException">A repair has broken its promise.</exception>
    public void Resume(Fate fate)
    {
        var before = Cycle!.Keep is null ? null : FileContent.Of(File);
        _world.Truth.Advance(before is null ? TimeSpan.Zero : TimeSpan.FromMilliseconds(1)); // what a repair writes is later than what it has fetched
        Guard(() => Cycle.Resume(fate));
        if (before is not null && FileContent.Of(File) is var after && after.Replica != before.Replica)
        {
            _world.NoteRepair(this, before, after);
        }
    }

    /// <summary>Takes note of a sync that has ended.</summary>
    /// <returns>Why it failed; null when it ended well.</returns>
    public Exception? EndSync()
    {
        var failure = Cycle!.Failure;
        Cycle = null;
        return failure;
    }

    /// <summary>Closes the file in order, or, dead, lets go of it.</summary>
    public void Close()
    {
        while (Cycle is { HasEnded: false })
        {
            Cycle.Resume(Fate.Lost);
        }

        Guard(() =>
        {
            _synchronizer?.DisposeAsync().AsTask().Wait(); // nothing is under way
            _local?.Dispose();
        });
        Life.Dispose();
        File.Processes.Remove(this);
    }

    private void Note(RecoveryKind recovered)
    {
        _world.Trace.Add($"{Name} recovers: {recovered}, and is replica {Local.Replica}");
        File.HasForked |= recovered == RecoveryKind.Fork;
        if (recovered == RecoveryKind.Resync)
        {
            File.WasOutdated = true;
            _world.Faults.Add(FaultKind.ReplicaOutdated);
        }
    }

    /// <summary>True when an error only means that the network was bad, so that the next sync mends it.</summary>
    public static bool IsTransient(Exception failure) => failure is PersistException { Error.IsTransient: true };
}
