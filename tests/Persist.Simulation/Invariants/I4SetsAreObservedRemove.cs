using Persist.Engine.Merge;
using Persist.Simulation.Machines;
using Persist.Simulation.Users;

namespace Persist.Simulation.Invariants;

/// <summary>
/// A member is in a set while somebody's addition of it is left that nobody took who knew of it. An addition was known to
/// whoever made it, and to every file that had seen the remote up to its push.
/// </summary>
internal sealed class I4SetsAreObservedRemove : Invariant
{
    public override string? Contradiction(World world)
    {
        var positions = new Dictionary<string, long>();
        foreach (var (op, push) in world.Network.Wire.Taken())
        {
            positions[op.Id] = push.Result.Seq;
        }

        var done = world.Files.SelectMany(file => file.Intents).DistinctBy(intent => intent.Id)
            .Where(intent => intent.Act is Act.Include or Act.Exclude && intent.Op is not null && positions.ContainsKey(intent.Op))
            .ToList();
        var alive = done
            .Where(added => added.Act == Act.Include && !done.Exists(other => other != added && Takes(other, added, positions)))
            .Select(added => $"{added.Key} {added.Path}")
            .Distinct().ToList();
        var found = world.Rows.Read(world.Hub, "SELECT key || ' ' || path FROM cell WHERE kind = 'set' AND dead = 0 AND key LIKE 'team/%'");
        return Rows.Difference(alive, found) ?? RemoteCells.Difference(world, world.Reference(), ItemKind.Set);
    }

    private static bool Takes(Intent other, Intent added, Dictionary<string, long> positions) =>
        other.Key == added.Key && other.Path == added.Path
        && (other.Known.Any(known => known.Id == added.Id) || positions[added.Op!] <= other.Cursor);
}
