using Persist.Simulation.Machines;
using Persist.Simulation.Users;

namespace Persist.Simulation.Invariants;

/// <summary>What merges and people unite holds every edit once.</summary>
internal sealed class I5MergesAddUp : Invariant
{
    public override string? Contradiction(World world)
    {
        var lists = world.Files[0].Processes[0].Local.Scan("").ToDictionary(item => item.Key, item => item.Json);
        return world.Files.SelectMany(file => file.Intents)
            .Where(intent => intent.Act == Act.Append)
            .DistinctBy(intent => intent.Id)
            .GroupBy(intent => intent.Key)
            .Select(appended => (appended.Key, Should: appended.Select(intent => intent.Id).Order().ToList(),
                Is: ListText.Read(lists.GetValueOrDefault(appended.Key)).Order().ToList()))
            .Where(list => !list.Should.SequenceEqual(list.Is))
            .Select(list => $"{list.Key} should hold {string.Join(' ', list.Should)}, and holds {string.Join(' ', list.Is)}")
            .FirstOrDefault();
    }
}
