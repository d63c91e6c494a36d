using Persist.Engine;
using Persist.Simulation.Users;

namespace Persist.Simulation.Machines;

/// <summary>One replica's file on its machine, and the processes that have it open.</summary>
internal sealed class ReplicaFile(World world, string name, Durability durability)
{
    private int _generation;

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

    public DiskImage Image() => DiskImage.Take(Path, Intents);

    /// <summary>The file is from now on what an image holds. No process has it open.</summary>
    public void Become(DiskImage image)
    {
        DeleteFiles();
        // A path of its own: what a dead process left behind has another.
        Path = System.IO.Path.Combine(world.Folder, $"{name}.{++_generation}.db");
        image.Write(Path);
        Intents = [.. image.Intents];
        Seen.Clear();
    }

    private void DeleteFiles()
    {
        foreach (var suffix in new[] { "-wal", "-shm", "-sync", "-open", "" })
        {
            File.Delete(Path + suffix);
        }
    }
}
