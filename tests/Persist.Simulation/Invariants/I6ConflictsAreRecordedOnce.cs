using Persist.Engine.Merge;
using Persist.Simulation.Machines;

namespace Persist.Simulation.Invariants;

/// <summary>Of two writes that did not know of each other, the later stands and the other is in the log: one record, everywhere.</summary>
internal sealed class I6ConflictsAreRecordedOnce : Invariant
{
    public override string? Contradiction(World world)
    {
        var reference = world.Reference();
        var recorded = world.Rows.Read(world.Hub, "SELECT winner_op || ' over ' || loser_op FROM conflict");
        return RemoteCells.Difference(world, reference, ItemKind.Value, ItemKind.Map)
            ?? reference.Disagreement
            ?? (Rows.Difference(reference.Conflicts, recorded) is { } wrong ? $"conflicts at the remote: {wrong}" : null)
            ?? Untold(world);
    }

    // A replica tells its handlers of every conflict that it took part in.
    private static string? Untold(World world) => world.Files
        .SelectMany(file => world.Rows.Read(file.Path, "SELECT key FROM conflict WHERE notify = 1").Select(key => $"{file.Name} never told of a conflict about {key}"))
        .FirstOrDefault();
}
