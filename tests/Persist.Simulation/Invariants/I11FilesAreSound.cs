using Persist.Simulation.Machines;

namespace Persist.Simulation.Invariants;

/// <summary>Whatever was killed, SQLite's integrity check finds nothing.</summary>
internal sealed class I11FilesAreSound : Invariant
{
    public override string? Contradiction(World world) => world.Files.Select(file => file.Path).Append(world.Hub)
        .SelectMany(path => world.Rows.Read(path, "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'")
            .Select(row => $"{Path.GetFileName(path)}: {row}"))
        .FirstOrDefault();
}
