using Persist.Simulation.Machines;
using Persist.Simulation.Users;

namespace Persist.Simulation.Invariants;

/// <summary>
/// What merges and people unite holds every edit once. An edit that waited when its file was copied may be there twice: where
/// both copies have written over it, the merge has no ancestor that tells; and so may one that a restored remote has lost, where
/// one replica sends it again as it showed it, and another has it in its queue (see docs/recovery.md).
/// </summary>
internal sealed class I5MergesAddUp : Invariant
{
    public override string? Contradiction(World world)
    {
        var lists = world.Files[0].Processes[0].Local.Scan("").ToDictionary(item => item.Key, item => item.Json);
        var (survivors, wasLost) = (world.Survivors, LostAtRemote.Ever(world));
        return world.Intents.Where(intent => intent.Act == Act.Append)
            .GroupBy(intent => intent.Key)
            .Select(appended => (appended.Key, May: appended.ToDictionary(intent => intent.Id, intent => intent.WasCopiedWaiting || wasLost.Contains(intent) ? int.MaxValue : 1),
                Is: ListText.Read(lists.GetValueOrDefault(appended.Key)).Order().ToList(),
                Must: appended.Where(intent => survivors.Contains(intent) && !world.Overruled.Contains((intent.Key, intent.Id))).Select(intent => intent.Id).ToList()))
            .Where(list => list.Must.Except(list.Is).Any() || list.Is.GroupBy(id => id).Any(id => id.Count() > list.May.GetValueOrDefault(id.Key)))
            .Select(list => $"{list.Key} should hold {string.Join(' ', list.Must)} once, and holds {string.Join(' ', list.Is)}")
            .FirstOrDefault();
    }
}
