using Persist.Simulation.Machines;

namespace Persist.Simulation.Invariants;

/// <summary>When all is quiet, what is visible is what the remote has: nothing is pending, shadowed or open.</summary>
internal sealed class I10VisibleIsBase : Invariant
{
    private const string Leftovers = """
        SELECT 'pending: ' || key || ' ' || pending FROM cell WHERE pending <> 0
        UNION ALL SELECT 'shadow: ' || key || ' ' || path FROM shadow
        UNION ALL SELECT 'open conflict: ' || key FROM conflict WHERE state = 1
        """;

    public override string? Contradiction(World world) => world.Files
        .SelectMany(file => world.Rows.Read(file.Path, Leftovers).Select(row => $"{file.Name} has {row}"))
        .FirstOrDefault();
}
