using Persist.Simulation.Machines;

namespace Persist.Simulation.Invariants;

/// <summary>Compares what the remote holds with what it should.</summary>
internal static class RemoteCells
{
    /// <summary>The first difference in the cells of some kinds; null when there is none.</summary>
    public static string? Difference(World world, ReferenceRemote reference, params string[] kinds) => Rows.Difference(
        reference.Cells(kinds),
        world.Rows.Read(world.Hub, $"""
            SELECT key || '|' || kind || '|' || path || '|' || coalesce(value, '-') || '|' || stamp || '|' || origin || '|' || op || '|' || seq
                || '|' || coalesce(state, '-')
            FROM cell WHERE kind IN ({string.Join(',', kinds.Select(kind => $"'{kind}'"))})
            """)) is { } difference ? $"at the remote, {difference}" : null;
}
