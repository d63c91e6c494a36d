using Persist.Simulation.Users;

namespace Persist.Simulation.Machines;

/// <summary>A replica's file as the disk has it at a moment: database and write-ahead log, and what the oracles know to be in it.</summary>
/// <param name="Database">The file.</param>
/// <param name="Log">The log beside it; empty when there is none.</param>
/// <param name="Intents">What users have written into it.</param>
/// <param name="Head">How far the remote was.</param>
internal sealed record DiskImage(byte[] Database, byte[] Log, IReadOnlyList<Intent> Intents, long Head)
{
    /// <summary>Copies the files as they are, open or not.</summary>
    public static DiskImage Take(string path, IReadOnlyList<Intent> intents, long head) => new(Read(path), Read(path + "-wal"), [.. intents], head);

    public void Write(string path)
    {
        File.WriteAllBytes(path, Database);
        if (Log.Length > 0)
        {
            File.WriteAllBytes(path + "-wal", Log);
        }
    }

    // SQLite's locks would not survive this in a process of their own; here, all connections are of one process, and SQLite
    // keeps account of their locks itself.
    private static byte[] Read(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
