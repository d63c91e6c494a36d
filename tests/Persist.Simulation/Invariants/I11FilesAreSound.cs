using Persist.Engine.Local.Damage;
using Persist.Simulation.Machines;

namespace Persist.Simulation.Invariants;

/// <summary>Whatever was killed, SQLite's integrity check finds nothing, and a queue is as long as its file notes.</summary>
internal sealed class I11FilesAreSound : Invariant
{
    public override string? Contradiction(World world)
    {
        var files = world.Files.Select(file => file.Path).ToList();
        return files.Append(world.Hub).SelectMany(path => Find(path, "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'"))
            .Concat(files.SelectMany(path => Find(path, $"SELECT 'the queue is miscounted: ' || gone FROM {LocalCheck.MiscountedQueue}")))
            .FirstOrDefault();

        IEnumerable<string> Find(string path, string sql) => world.Rows.Read(path, sql).Select(row => $"{Path.GetFileName(path)}: {row}");
    }
}
