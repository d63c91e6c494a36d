using System.Globalization;
using Persist.Simulation.Machines;

namespace Persist.Simulation.Invariants;

/// <summary>Whatever the remote holds up to a replica's cursor, the replica has in that version, or in a later one.</summary>
internal sealed class I7NoRowIsSkipped : Invariant
{
    private const string Positions = "SELECT key || '|' || kind || '|' || path || '|' || seq FROM cell";

    public override string? Contradiction(World world) =>
        world.Files.Select(file => Contradiction(world, file, world.Rows)).FirstOrDefault(skipped => skipped is not null);

    /// <summary>What contradicts it in one file, after any sync that ended well; null when it holds.</summary>
    public static string? Contradiction(World world, ReplicaFile file, Rows rows)
    {
        var cursor = file.Processes[0].Local.Position().Cursor;
        var here = rows.Read(file.Path, Positions).ToDictionary(Id, Seq);
        return rows.Read(world.Hub, string.Create(CultureInfo.InvariantCulture, $"{Positions} WHERE dead = 0 AND seq <= {cursor}"))
            .Where(row => here.GetValueOrDefault(Id(row), -1) < Seq(row))
            .Select(row => $"{file.Name} has seen the remote up to {cursor}, but not {row}")
            .FirstOrDefault();
    }

    private static string Id(string row) => row[..row.LastIndexOf('|')];

    private static long Seq(string row) => long.Parse(row.AsSpan(row.LastIndexOf('|') + 1), CultureInfo.InvariantCulture);
}
