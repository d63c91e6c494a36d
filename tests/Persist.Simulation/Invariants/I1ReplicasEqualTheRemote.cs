using Persist.Simulation.Machines;

namespace Persist.Simulation.Invariants;

/// <summary>Caught up and with an empty queue, every replica has the remote's live cells, to the stamp, and no others.</summary>
internal sealed class I1ReplicasEqualTheRemote : Invariant
{
    // A dead counter counts: it has a generation. Other tombstones are kept from who joins after them.
    private const string Cells = """
        SELECT key || '|' || kind || '|' || path || '|' || coalesce(value, '-') || '|' || stamp || '|' || origin || '|' || op || '|' || seq
            || '|' || coalesce(state, '-')
        FROM cell WHERE dead = 0 OR kind = 'counter'
        """;

    public override string? Contradiction(World world)
    {
        var remote = world.Rows.Read(world.Hub, Cells);
        return world.Files
            .Select(file => Rows.Difference(remote, world.Rows.Read(file.Path, Cells)) is { } difference ? $"{file.Name}: {difference}" : null)
            .FirstOrDefault(difference => difference is not null);
    }
}
