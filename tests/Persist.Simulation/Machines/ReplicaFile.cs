using Persist.Engine;
using Persist.Simulation.Users;

namespace Persist.Simulation.Machines;

/// <summary>One replica's file on its machine, and the processes that have it open.</summary>
internal sealed class ReplicaFile(World world, string name, Durability durability)
{
    private int _generation;
    private DiskImage? _onDisk;

    public string Name => name;

    public string Path { get; private set; } = System.IO.Path.Combine(world.Folder, name + ".db");

    public Durability Durability => durability;

    public MachineClock Clock { get; } = new(world.Truth);

    public List<Process> Processes { get; } = [];

    /// <summary>Every write that the file holds, in order.</summary>
    public List<Intent> Intents { get; private set; } = [];

    /// <summary>The position of each cell's version, as it was seen last.</summary>
    public Dictionary<string, long> Seen { get; } = new(StringComparer.Ordinal);

    /// <summary>The sync that is under way; null when there is none. One at a time: the engine's lock would let another wait.</summary>
    public Process? Syncing => Processes.Find(process => process.Cycle is not null);

    /// <summary>True when another file goes on from a state that this one was in, or it from one that it had left: see <see cref="World.Diverge"/>.</summary>
    public bool HasOtherPasts { get; set; }

    /// <summary>True when it became a replica of its own.</summary>
    public bool HasForked { get; set; }

    /// <summary>True when it has taken the remote's state anew, for it was away for too long.</summary>
    public bool WasOutdated { get; set; }

    /// <summary>What was backed up; null when nothing was.</summary>
    public DiskImage? Backup { get; set; }

    /// <summary>How it was repaired, by the order of time.</summary>
    public IReadOnlyList<RepairMark> Repairs { get; set; } = [];

    /// <summary>What it knows of the remote's past.</summary>
    public KnownLine Past { get; set; } = KnownLine.Nothing;

    /// <summary>True when the remote was restored, as the last sync has found, and a person has to decide.</summary>
    public bool AwaitsRepair { get; set; }

    /// <summary>The past of the remote (see <see cref="Network.WireLog.Past"/>) that this file was last found to have; null when it was not since it is what it is.</summary>
    public int? Agreed { get; set; }

    /// <summary>The remote that this file has known since its last repair, or since before any exchange; null when that is not known.</summary>
    public int? Bound { get; set; }

    /// <summary>A sync has not ended: what it has taken from a remote with another past than that which the file had, nobody knows.</summary>
    public void BrokeOff() => Agreed = Agreed == world.Network.Wire.Past ? Agreed : null;

    public DiskImage Image() => new(FileImage.Take(Path), [.. Intents], Repairs, Past, world.Network.Wire.Mark);

    /// <summary>The file is from now on what an image holds. No process has it open.</summary>
    public void Become(DiskImage image)
    {
        DeleteFiles();
        // A path of its own: what a dead process left behind has another.
        Path = System.IO.Path.Combine(world.Folder, $"{name}.{++_generation}.db");
        image.File.Write(Path);
        Intents = [.. image.Intents];
        (Repairs, Past) = (image.Repairs, image.Past);
        (AwaitsRepair, Agreed, Bound) = (false, null, null);
        Seen.Clear();
        _onDisk = image;
    }

    /// <summary>
    /// What has been written may reach the disk: under full durability all of it has, under normal only SQLite's checkpoints
    /// make sure of it.
    /// </summary>
    public void MayReachDisk(Random random)
    {
        if (durability == Durability.Normal && random.Next(4) == 0)
        {
            _onDisk = Image();
        }
    }

    /// <summary>What the disk has after a power cut: under normal durability a state that the file was in.</summary>
    public DiskImage AfterPowerCut() => durability == Durability.Full ? Image() : _onDisk ?? Image();

    private void DeleteFiles()
    {
        foreach (var suffix in new[] { "-wal", "-shm", "-sync", "-open", "" })
        {
            File.Delete(Path + suffix);
        }
    }
}
