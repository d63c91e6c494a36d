namespace Persist.Simulation.Machines;

/// <summary>A SQLite file as the disk has it at a moment.</summary>
/// <param name="Database">The file.</param>
/// <param name="Log">The log beside it; empty when there is none.</param>
internal sealed record FileImage(byte[] Database, byte[] Log)
{
    /// <summary>Copies the file as it is, open or not.</summary>
    public static FileImage Take(string path) => new(Read(path), Read(path + "-wal"));

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
