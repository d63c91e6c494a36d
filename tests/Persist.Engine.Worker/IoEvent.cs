namespace Persist.Engine.Worker;

/// <summary>What SQLite asked of the disk, or what the process had told the world by then.</summary>
/// <param name="Kind">What it was.</param>
/// <param name="Name">The file's path; of a <see cref="IoKind.Mark"/> what was told.</param>
/// <param name="Offset">Where in the file; of <see cref="IoKind.Truncate"/> the new length.</param>
/// <param name="Data">What was written.</param>
public sealed record IoEvent(IoKind Kind, string Name, long Offset, byte[] Data)
{
    /// <summary>Reads the events that a traced process has written down.</summary>
    public static IReadOnlyList<IoEvent> Load(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        var events = new List<IoEvent>();
        while (reader.BaseStream.Position < reader.BaseStream.Length)
        {
            events.Add(new((IoKind)reader.ReadByte(), reader.ReadString(), reader.ReadInt64(), reader.ReadBytes(reader.ReadInt32())));
        }

        return events;
    }

    internal static void Save(string path, IReadOnlyList<IoEvent> events)
    {
        using var writer = new BinaryWriter(File.Create(path));
        foreach (var (kind, name, offset, data) in events)
        {
            writer.Write((byte)kind);
            writer.Write(name);
            writer.Write(offset);
            writer.Write(data.Length);
            writer.Write(data);
        }
    }
}
