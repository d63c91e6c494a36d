using System.Globalization;
using Persist.Simulation.Machines;

namespace Persist.Simulation.Invariants;

/// <summary>
/// A replica shows its own writes (asked of every process that has the file open, right after each write: see
/// <see cref="Users.User"/>), and never stands on an older version of a cell than before; on none only where the remote has none.
/// </summary>
internal sealed class I8ReadsDoNotGoBack : Invariant
{
    private const string Cells = "SELECT key || '|' || kind || '|' || path || '|' || seq FROM cell";

    public override string? Contradiction(World world) =>
        world.Files.Select(file => Contradiction(world, file, world.Rows)).FirstOrDefault(back => back is not null);

    /// <summary>Compares a file's cells with what they were when this was asked last.</summary>
    public static string? Contradiction(World world, ReplicaFile file, Rows rows)
    {
        foreach (var row in rows.Read(file.Path, Cells))
        {
            var (cell, seq) = (row[..row.LastIndexOf('|')], long.Parse(row.AsSpan(row.LastIndexOf('|') + 1), CultureInfo.InvariantCulture));
            if (file.Seen.TryGetValue(cell, out var before) && seq < before && (seq > 0 || rows.Read(world.Hub, Cells).Exists(row => row.StartsWith(cell + "|", StringComparison.Ordinal))))
            {
                return $"{file.Name} showed {cell} of position {before}, and shows that of {seq} now";
            }

            file.Seen[cell] = seq;
        }

        return null;
    }
}
