using Persist.Engine;
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
    private int _processes;
    private ReferenceRemote? _reference;
    private IReadOnlySet<Intent>? _survivors;

    public World(Plan plan, Trace trace)
    {
        SqliteHooks.Require();
        Setting = plan.Setting;
        _births = new Random(plan.Seed);
        Trace = trace;
        Folder = Directory.CreateDirectory(Path.Combine(Disk, $"persist-sim-{Guid.NewGuid():n}")).FullName; // no part of the run
        Network = new SimulatedNetwork(Path.Combine(Folder, "hub.db"), Truth, trace, Faults);
        Merges = new Merges(Faults) { Failures = Setting.MergeFailures };
        var all = AllTopics(this);
        Topics = [.. Setting.Topics.Select(topic => all[topic])];
    }

    public static int TopicCount { get; } = AllTopics(null!).Length;

    public Setting Setting { get; }

    public string Folder { get; }

    public string Hub => Path.Combine(Folder, "hub.db");

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

    /// <summary>What must have reached the remote, now that the world has come to rest: all that is in some file and was not given up.</summary>
    public IReadOnlySet<Intent> Survivors => _survivors ??= Files.SelectMany(file => file.Intents).Except(GivenUp.In(this)).ToHashSet();

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
        Open(file);
    }

    /// <summary>A process opens a file.</summary>
    public void Open(ReplicaFile file)
    {
        var process = new Process(this, file, $"{file.Name}p{_processes++}", _births.Next());
        file.Processes.Add(process);
        process.Open();
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

    /// <summary>What a process leaves behind when it dies: others that have the file open go on; alone, it is what the disk has.</summary>
    public void Bury(Process dead)
    {
        dead.Life.End();
        var file = dead.File;
        var image = file.Processes.Count == 1 ? file.Image() : null;
        Trace.Add($"{dead.Name} is dead");
        dead.Close();
        if (image is not null)
        {
            file.Become(image);
            Open(file);
        }

        NameIntents(file);
    }

    /// <summary>What an image holds goes on beside the file that it was taken of, or beside what that has sent since.</summary>
    public void Diverge(ReplicaFile file, DiskImage image)
    {
        file.HasOtherPasts = true;
        var done = Network.Wire.Done(image.Head);
        foreach (var waiting in image.Intents.Where(intent => intent.Op is null || !done.Contains(intent.Op)))
        {
            waiting.WasCopiedWaiting = true;
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

    // A write that was committed by a process that died of it.
    private static void NameIntents(ReplicaFile file)
    {
        foreach (var intent in file.Intents.TakeLast(1).Where(intent => intent.Ops.Count == 0))
        {
            User.Name(intent, file.Processes[0]);
        }
    }
}
