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

    // What reached the remote as increments is what users added; except to a counter that was made and removed between two syncs.
    private static string? Sent(World world)
    {
        var taken = world.Network.Wire.Taken().Where(taken => taken.Op.Kind == OpKind.Add).ToList();
        var ids = taken.Select(taken => taken.Op.Id).ToHashSet();
        var sent = taken.ToLookup(taken => taken.Op.Cell.Key, taken => Number(taken.Op.Value!));
        return world.Files.SelectMany(file => file.Intents.Where(intent => ids.Contains(intent.Op ?? "") || !IsForgotten(intent, file)))
            .Where(intent => intent.Act == Act.Add)
            .DistinctBy(intent => intent.Id)
            .GroupBy(intent => intent.Key)
            .Select(added => (added.Key, Sum: added.Sum(intent => intent.Amount), Sent: sent[added.Key].Sum()))
            .Where(added => added.Sum != added.Sent)
            .Select(added => $"{added.Sum} was added to {added.Key}, and {added.Sent} was sent")
            .FirstOrDefault();
    }

    private static bool IsForgotten(Intent added, ReplicaFile file) =>
        file.Intents.Exists(later => later.Id > added.Id && later.Key == added.Key && later.Act == Act.Reset && later.Op is null);

    // Users of tallies add what is positive.
    private static string? Bounds(World world) => world.Files[0].Processes[0].Local.Scan("tally/")
        .Where(item => Number(item.Json) < 0)
        .Select(item => $"{item.Key} is {item.Json}")
        .FirstOrDefault();

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
