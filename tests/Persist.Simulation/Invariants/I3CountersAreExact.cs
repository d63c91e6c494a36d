using System.Globalization;
using Persist.Engine.Merge;
using Persist.Simulation.Machines;
using Persist.Simulation.Users;

namespace Persist.Simulation.Invariants;

/// <summary>A counter is what was added minus what resets had observed: never twice, and never below zero by a reset.</summary>
internal sealed class I3CountersAreExact : Invariant
{
    public override string? Contradiction(World world) =>
        RemoteCells.Difference(world, world.Reference(), ItemKind.Counter) ?? Sent(world) ?? Bounds(world);

    // What reached the remote as increments is what users added; what files have lost may have reached it before.
    private static string? Sent(World world)
    {
        var sent = world.Network.Wire.Taken().Where(taken => taken.Op.Kind == OpKind.Add)
            .ToLookup(taken => taken.Op.Cell.Key, taken => Number(taken.Op.Value!));
        var must = world.Survivors;
        return world.Intents.Where(intent => intent.Act == Act.Add)
            .GroupBy(intent => intent.Key)
            .Select(added => (added.Key, Must: added.Where(must.Contains).Sum(intent => intent.Amount), Sent: sent[added.Key].Sum(),
                May: added.Where(intent => !must.Contains(intent) && !world.Lost.Contains(intent)).Select(intent => intent.Amount)))
            .Where(added => !Subsets.Explain(added.Sent - added.Must, added.May))
            .Select(added => $"{added.Must} was added to {added.Key}, and {added.Sent} was sent")
            .FirstOrDefault();
    }

    // Users of tallies add what is positive.
    private static string? Bounds(World world) => world.Files[0].Processes[0].Local.Scan("tally/")
        .Where(item => Number(item.Json) < 0 && !world.MayBeNegative.Contains(item.Key))
        .Select(item => $"{item.Key} is {item.Json}")
        .FirstOrDefault();

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
