using Persist.Simulation.Machines;
using Persist.Simulation.Network;
using Persist.Simulation.Users;

namespace Persist.Simulation.Invariants;

/// <summary>
/// What a remote that was restored has lost. An edit of a list is lost with every version that holds it; anything else with its
/// operation.
/// </summary>
internal static class LostAtRemote
{
    /// <summary>What it had at some time, and has not now, unless in other words: people decided about it.</summary>
    public static HashSet<Intent> In(World world) => [.. Ever(world).Except(Found(world, world.Network.Wire.Pushes))];

    /// <summary>What it did not have at some time after it had had it.</summary>
    public static HashSet<Intent> Ever(World world) => [.. Found(world, world.Network.Wire.Lost)];

    private static IEnumerable<Intent> Found(World world, IReadOnlyList<WireLog.Push> pushes)
    {
        var done = WireLog.Done(pushes);
        var edits = WireLog.Taken(pushes).Where(taken => taken.Op.Value?.StartsWith('[') == true)
            .SelectMany(taken => ListText.Read(taken.Op.Value).Select(edit => (taken.Op.Cell.Key, edit)))
            .ToHashSet();
        return world.Intents.Where(intent => intent.Act == Act.Append
            ? edits.Contains((intent.Key, intent.Id))
            : intent.Op is { } op && done.Contains(op));
    }
}
