using Persist.Engine.Merge;
using Persist.Simulation.Machines;
using Persist.Simulation.Network;
using Persist.Simulation.Users;

namespace Persist.Simulation.Invariants;

/// <summary>
/// A member is in a set while somebody's addition of it is left that nobody took who knew of it. An addition was known to
/// whoever made it, and to every file that had seen the remote up to its push. One that waited when its file was copied may
/// survive: whoever adds the member after the other copy has sent it hides which addition that was (see docs/protocol.md).
/// </summary>
internal sealed class I4SetsAreObservedRemove : Invariant
{
    public override string? Contradiction(World world)
    {
        var positions = new Dictionary<string, WireLog.Push>();
        foreach (var (op, push) in world.Network.Wire.Taken())
        {
            positions[op.Id] = push;
        }

        var done = world.Intents
            .Where(intent => IsOfTeam(intent) && intent.Act is (Act.Include or Act.Exclude) && intent.Op is not null && positions.ContainsKey(intent.Op))
            .ToList();
        // A removal counts that has not reached the remote, too: what it was to remove was gone there already.
        var takers = done.Union(world.Survivors.Where(intent => intent.Act is Act.Exclude)).ToList();
        var alive = Alive(done, takers, (other, added) => Takes(world, other, added, positions));
        var may = Alive(done, takers, (other, added) => !added.WasCopiedUnsettled && Takes(world, other, added, positions));
        var found = world.Rows.Read(world.Hub, "SELECT key || ' ' || path FROM cell WHERE kind = 'set' AND dead = 0 AND key LIKE 'team/%'");
        return Rows.Difference(alive, [.. found.Where(member => alive.Contains(member) || !may.Contains(member))]) ?? RemoteCells.Difference(world, world.Reference(), ItemKind.Set);
    }

    // What else is a set now and then, and is sent again as one by a repair, users make as anything: see Things.
    private static bool IsOfTeam(Intent intent) => intent.Key.StartsWith("team/", StringComparison.Ordinal);

    private static List<string> Alive(List<Intent> done, List<Intent> takers, Func<Intent, Intent, bool> takes) => [.. done
        .Where(added => added.Act == Act.Include && !takers.Exists(other => other != added && takes(other, added)))
        .Select(added => $"{added.Key} {added.Path}")
        .Distinct()];

    private static bool Takes(World world, Intent other, Intent added, Dictionary<string, WireLog.Push> positions) =>
        other.Key == added.Key && other.Path == added.Path
        && (other.Before.Contains(added) || positions[added.Op!].Result.Seq <= other.Known(other.Op is { } op && positions.TryGetValue(op, out var push) ? push.Repairs : world.Files.Find(file => file.Intents.Contains(other))?.Repairs ?? []));
}
