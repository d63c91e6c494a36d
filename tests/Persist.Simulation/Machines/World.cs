using Persist.Engine;
using Persist.Engine.Merge;
using Persist.Simulation.Invariants;
using Persist.Simulation.Network;
using Persist.Simulation.Runs;
using Persist.Simulation.Users;

namespace Persist.Simulation.Machines;

/// <summary>The simulated world: machines with replicas' files, processes, a network, one remote, users.</summary>
internal sealed class World : IDisposable
{
    private static readonly string Disk = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    private readonly Random _births;
    private readonly Dictionary<string, Intent> _written = new(StringComparer.Ordinal);
    private int _processes;
    private ReferenceRemote? _reference;
    private IReadOnlySet<Intent>? _survivors;
    private IReadOnlySet<Intent>? _lost;

    public World(Plan plan, Trace trace)
    {
        SqliteHooks.Require();
        Setting = plan.Setting;
        _births = new Random(plan.Seed);
        Trace = trace;
        Folder = Directory.CreateDirectory(Path.Combine(Disk, $"persist-sim-{Guid.NewGuid():n}")).FullName; // no part of the run
        Network = new SimulatedNetwork(Folder, Truth, trace, Faults);
        Merges = new Merges(Faults, trace) { Failures = Setting.MergeFailures };
        var all = AllTopics(this);
        Topics = [.. Setting.Topics.Select(topic => all[topic])];
    }

    /// <summary>The families of items that there are.</summary>
    public static IReadOnlyList<string> TopicNames { get; } = [.. AllTopics(null!).Select(topic => topic.Name)];

    public Setting Setting { get; }

    public string Folder { get; }

    public string Hub => Network.Hub;

    public TrueTime Truth { get; } = new();

    public SimulatedNetwork Network { get; }

    public Trace Trace { get; }

    public FaultCount Faults { get; } = new();

    public Merges Merges { get; }

    public IReadOnlyList<Topic> Topics { get; }

    /// <summary>For looking at files once the world has come to rest.</summary>
    public Rows Rows { get; } = new();

    public List<ReplicaFile> Files { get; } = [];

    public IEnumerable<Process> Processes => Files.SelectMany(file => file.Processes);

    /// <summary>Everything that users have done and the store has confirmed, also what files have lost since.</summary>
    public List<Intent> Intents { get; } = [];

    /// <summary>
    /// What must have reached the remote, now that the world has come to rest: all that is in some file, and was not given up,
    /// and that a restored remote has not lost: about that, people have decided (see <see cref="I13RepairsKeepTheirPromise"/>).
    /// </summary>
    public IReadOnlySet<Intent> Survivors => _survivors ??= Files.SelectMany(file => file.Intents).Except(GivenUp.In(this)).Except(Lost).ToHashSet();

    /// <summary>What a restored remote has lost, and nobody has sent again as it was.</summary>
    public IReadOnlySet<Intent> Lost => _lost ??= LostAtRemote.In(this);

    /// <summary>The counters that a repair has set to what they showed: from then on their number is no sum any more, but a version.</summary>
    public HashSet<string> Recounted { get; } = [];

    /// <summary>The edits of lists that had come to a restored remote, and over which a replica's version was kept: they are in its conflict log.</summary>
    public HashSet<(string Key, int Edit)> Overruled { get; } = [];

    /// <summary>The counters of which a reset waited when its file was repaired: it takes away what it had seen, also what the remote has lost of that (see docs/recovery.md).</summary>
    public HashSet<string> MayBeNegative { get; } = [];

    /// <summary>What the remote should hold, now that the world has come to rest.</summary>
    public ReferenceRemote Reference() => _reference ??= new ReferenceRemote(this);

    /// <summary>A new replica joins: a new file on a new machine.</summary>
    /// <param name="image">What its file holds; null for nothing.</param>
    public void Join(DiskImage? image = null)
    {
        var file = new ReplicaFile(this, $"r{Files.Count}", _births.Next(2) == 0 ? Durability.Full : Durability.Normal) { HasOtherPasts = image is not null };
        file.Clock.Skew = Setting.Skew * ((_births.NextDouble() * 2) - 1);
        if (image is not null)
        {
            file.Become(image);
        }

        Files.Add(file);
        Trace.Add($"{file.Name} joins");
        Open(file);
    }

    /// <summary>A process opens a file.</summary>
    public void Open(ReplicaFile file)
    {
        var process = new Process(this, file, $"{file.Name}p{_processes++}", _births.Next());
        file.Processes.Add(process);
        process.Open();
        Trace.Add($"{process.Name} opens {file.Name}{(process.Life.IsOver ? "" : $", which is replica {process.Local.Replica}")}");
    }

    /// <summary>Finds the operations of what was done last.</summary>
    public void Name(Intent intent, Process process)
    {
        intent.Ops = process.Ask(store => store.Queue().ToList())
            .Select(queued => queued.Stored.Op)
            .Where(op => op.N >= intent.First)
            .ToDictionary(op => op.Cell, op => op.Id);
        foreach (var op in intent.Ops.Values)
        {
            _written[op] = intent;
        }
    }

    /// <summary>
    /// Takes note of what people and merges have decided: what a file writes afterwards has seen it, as it has what a user wrote.
    /// Before it is sent it stands in the queue.
    /// </summary>
    public void NoteDecisions(Process process)
    {
        if (process.Life.IsOver)
        {
            return; // see NameIntents
        }

        var (file, (unsettled, cursor)) = (process.File, process.Observe());
        file.Past = file.Past.At(cursor, Network.Wire);
        foreach (var op in unsettled.Where(op => op.Kind == OpKind.Cas))
        {
            if (!_written.TryGetValue(op.Id, out var decision))
            {
                decision = new Intent(Intents.Count, Act.Decide, op.Cell.Key, op.Cell.Path, 0, op.N, cursor, file.Intents.ToHashSet())
                {
                    Ops = new Dictionary<CellKey, string> { [op.Cell] = op.Id },
                };
                _written[op.Id] = decision;
                Intents.Add(decision);
            }

            if (decision.Act == Act.Decide && !file.Intents.Contains(decision))
            {
                file.Intents.Add(decision);
            }
        }
    }

    /// <summary>Checks a file after a sync: not each time, for it costs as much as the sync.</summary>
    /// <exception cref="InvariantException">A row was skipped, or an older one is shown.</exception>
    public void LookAt(ReplicaFile file)
    {
        if (_births.Next(4) > 0)
        {
            return;
        }

        using var rows = new Rows();
        if (I7NoRowIsSkipped.Contradiction(this, file, rows) is { } skipped)
        {
            throw new InvariantException("I7", skipped);
        }

        if (I8ReadsDoNotGoBack.Contradiction(this, file, rows) is { } back)
        {
            throw new InvariantException("I8", back);
        }
    }

    /// <summary>A repair was committed.</summary>
    /// <exception cref="InvariantException">It did not do what it promises.</exception>
    public void NoteRepair(Process process, FileContent before, FileContent after)
    {
        var (file, cycle) = (process.File, process.Cycle!);
        var common = after.Common;
        Faults.Add(FaultKind.ReplicaRepaired);
        Trace.Add($"{process.Name} repairs, keeps {cycle.Keep}, believes in a common past up to @{common}, and is replica {after.Replica}");
        var broken = I13RepairsKeepTheirPromise.WrongPast(common, file.Past, Network.Wire) ?? I13RepairsKeepTheirPromise.Contradiction(before, after, cycle.Snapshot!, cycle.Keep!.Value);
        file.Past = new KnownLine(Network.Wire.Pushes, after.Cursor, [.. file.Past.Stood.Where(stood => stood <= common), after.Cursor]);
        if (broken is not null)
        {
            throw new InvariantException("I13", $"{process.Name} kept {cycle.Keep}: {broken}");
        }

        file.Repairs = [.. file.Repairs, new RepairMark(Intents.Count, common)];
        NoteWrites(file, before, after);
        Overruled.UnionWith(I13RepairsKeepTheirPromise.Overruled(after, cycle.Snapshot!));
        MayBeNegative.UnionWith(before.Queue.Where(op => op.Kind is OpKind.Reset or OpKind.Remove).Select(op => op.Id.Key));
        file.Seen.Clear(); // positions mean something else from now on
    }

    // What a repair sends again is written like by a user, who has seen what the remote has.
    private void NoteWrites(ReplicaFile file, FileContent before, FileContent after)
    {
        var setAside = before.Queue.Where(op => op.State is Engine.Local.Tables.OpState.Parked or Engine.Local.Tables.OpState.Open).Select(op => op.Id).ToHashSet();
        foreach (var op in after.Queue.Where(op => op.N >= before.NextOp && !setAside.Contains(op.Id)))
        {
            var act = (op.Id.Kind, op.Kind) switch
            {
                (ItemKind.Set, OpKind.Include) => Act.Include,
                (ItemKind.Set, _) => Act.Exclude,
                (ItemKind.Counter, _) => Act.Reset,
                _ => Act.Write,
            };
            var intent = new Intent(Intents.Count, act, op.Id.Key, op.Id.Path, 0, op.N, after.Cursor, file.Intents.ToHashSet())
            {
                Ops = new Dictionary<CellKey, string> { [op.Id] = OpId.Format(op.Salt, op.N) },
            };
            Intents.Add(intent);
            file.Intents.Add(intent);
            Recounted.UnionWith(act == Act.Reset ? [op.Id.Key] : []);
        }
    }

    /// <summary>What a process leaves behind when it dies: others that have the file open go on; alone, it is what the disk has.</summary>
    public void Bury(Process dead)
    {
        dead.Life.End();
        var file = dead.File;
        var image = file.Processes.Count == 1 ? file.Image() : null;
        Trace.Add($"{dead.Name} is dead");
        dead.Close();
        file.BrokeOff();
        if (image is not null)
        {
            file.Become(image);
            Open(file);
        }

        NameIntents(file);
    }

    /// <summary>What an image holds goes on beside the file that it was taken of, or beside what that has sent since.</summary>
    /// <param name="file">The file.</param>
    /// <param name="image">What it was.</param>
    /// <param name="other">The file that goes on from there.</param>
    public void Diverge(ReplicaFile file, DiskImage image, ReplicaFile other)
    {
        file.HasOtherPasts = true;
        var done = WireLog.Done(image.Mark);
        var unsettled = other.Processes[0].Observe().Unsettled.Select(op => op.Id).ToHashSet();
        foreach (var intent in image.Intents)
        {
            var waits = intent.Op is null || !done.Contains(intent.Op);
            intent.WasCopiedWaiting |= waits;
            intent.WasCopiedUnsettled |= waits || unsettled.Contains(intent.Op!);
        }
    }

    /// <summary>A file is from now on what an image holds; the processes that had it open are dead.</summary>
    public void Replace(ReplicaFile file, DiskImage image)
    {
        foreach (var process in file.Processes.ToList())
        {
            process.Life.End();
            process.Close();
        }

        file.Become(image);
        Open(file);
    }

    public void Dispose()
    {
        Rows.Dispose();
        foreach (var process in Processes.ToList())
        {
            process.Life.End(); // quick: nobody reads these files again
            process.Close();
        }

        Network.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static Topic[] AllTopics(World world) =>
    [
        new Notes(), new Lists(world), new Desks(), new Whims(world), new Sums(), new Tallies(), new Teams(), new Forms(), new Things(), new Poison(),
    ];

    // What was committed by a process that died of it.
    private void NameIntents(ReplicaFile file)
    {
        foreach (var intent in file.Intents.TakeLast(1).Where(intent => intent.Ops.Count == 0))
        {
            Name(intent, file.Processes[0]);
        }

        NoteDecisions(file.Processes[0]);
    }
}
