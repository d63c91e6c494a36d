using System.Globalization;
using Persist.Engine;
using Persist.Engine.Local.Tables;
using Persist.Engine.Merge;
using Persist.Simulation.Machines;
using Persist.Simulation.Network;
using Persist.Simulation.Users;

namespace Persist.Simulation.Invariants;

/// <summary>
/// What a replica has shown is not lost by a restored remote unless a person kept the remote's side, or it is in the conflict
/// log. Asked at each repair, of the file right before and right after it: see docs/recovery.md. And when all is quiet, nobody
/// has lost what he wrote without a person's having decided.
/// </summary>
internal sealed class I13RepairsKeepTheirPromise : Invariant
{
    // What goes to a merge is decided there, also when it was sent to a remote that has lost it, and nobody had heard of that. A dead
    // letter is for a person to decide. And where a copy has pushed, and the remote has purged, nothing tells what was lost.
    public override string? Contradiction(World world)
    {
        var givenUp = GivenUp.In(world).ToHashSet();
        return world.Files
            .Where(file => !(file.HasOtherPasts && file.WasOutdated))
            .SelectMany(file => file.Intents.Where(intent => world.Lost.Contains(intent) && !givenUp.Contains(intent) && !intent.IsMerged && !intent.WasRepaired(file.Repairs))
                .Select(intent => $"{file.Name} wrote {intent.Key} (intent {intent.Id}), the remote has lost it, and nobody has decided about that"))
            .FirstOrDefault();
    }

    /// <summary>
    /// What is wrong with how much of the past a repair took for common: more than there is, or less than where the file stood
    /// and the remote still tells of its batches; null when nothing is.
    /// </summary>
    public static string? WrongPast(long common, KnownLine past, WireLog remote)
    {
        var both = past.CommonThrough(remote.Pushes);
        var stood = past.Stood.Where(stood => stood <= both && stood >= remote.Floor).DefaultIfEmpty().Max();
        // Pasts that have the same batches at each position differ in nothing but names: what was lost has come again, and may count as common.
        var again = past.SameBatchesThrough(remote.Pushes);
        return common > again || common < stood ? $"the past up to {both} is common, to {again} by its batches, it stood at {stood}, and {common} was believed" : null;
    }

    /// <summary>The edits of the remote's versions that are in the conflict log, and not in what stands.</summary>
    public static IEnumerable<(string Key, int Edit)> Overruled(FileContent after, ReceivedPull remote) => remote.Pages
        .SelectMany(page => page.Cells)
        .Where(theirs => theirs.Value?.StartsWith('[') == true && after.Log.Contains(FileContent.Entry(theirs.Id.Key, "", Value(after, theirs.Id), theirs.Value)))
        .SelectMany(theirs => ListText.Read(theirs.Value).Except(ListText.Read(Value(after, theirs.Id))).Select(edit => (theirs.Id.Key, edit)));

    /// <summary>What contradicts it in a repair; null when nothing does.</summary>
    public static string? Contradiction(FileContent before, FileContent after, ReceivedPull remote, RepairKeep keep)
    {
        var common = after.Common;
        var theirs = remote.Pages.SelectMany(page => page.Cells).ToDictionary(cell => cell.Id);
        // What the remote had taken, and what came after the common past, it has lost; and what it has from there and the file has not, was deleted.
        var lost = before.Cells.Where(cell => cell.Value.Seq > common).Select(cell => cell.Key)
            .Union(before.Queue.Where(op => op.State == OpState.Acknowledged).Select(op => op.Id))
            .Union(theirs.Values.Where(cell => !cell.Dead && cell.Seq <= common && !before.Cells.ContainsKey(cell.Id)).Select(cell => cell.Id))
            .ToHashSet();
        // The remote's version is shown while a person has not decided about the own one.
        var open = before.Queue.Concat(after.Queue).Where(op => op.State == OpState.Open).Select(op => op.Id).ToHashSet();
        return before.Cells.Keys.Union(after.Cells.Keys).Union(theirs.Keys)
            .Select(id => lost.Contains(id) ? Lost(id) : News(id))
            .FirstOrDefault(found => found is not null);

        string? Lost(CellKey id)
        {
            var (was, shown) = (Value(before, id), Value(after, id));
            // What waits collides with the remote's newer version by itself, when it is sent.
            if (keep == RepairKeep.Local && !open.Contains(id))
            {
                return !Same(was, shown) ? $"{id} showed {was}, was to be kept, and shows {shown}"
                    : id.Kind != ItemKind.Set && was is not null && before.Cells[id].Pending == 0 && theirs.GetValueOrDefault(id) is { } newer && newer.Seq > common && !Same(newer.Value, was) && !Has(id, was, newer.Value)
                        ? $"{id} shows {was}, and nothing tells that the remote had {newer.Value}"
                    : null;
            }

            return Same(was, shown) || !before.Cells.ContainsKey(id) || Has(id, was, null) ? null : $"{id} showed {was}, shows {shown}, and the conflict log does not have it";
        }

        string? News(CellKey id) => after.Cells.GetValueOrDefault(id) is { Pending: not 0 } || Same(Value(after, id), theirs.GetValueOrDefault(id)?.Value)
            ? null
            : $"{id} was not lost, and shows {Value(after, id)} instead of the remote's {theirs.GetValueOrDefault(id)?.Value}";

        // Of a set the log has it as a whole, with the member in it.
        bool Has(CellKey id, string? mine, string? other) => after.Log.Any(entry => id.Kind == ItemKind.Set
            ? entry.StartsWith($"{id.Key} :", StringComparison.Ordinal) && (mine is null || entry.Contains(mine, StringComparison.Ordinal))
            : entry.StartsWith(FileContent.Entry(id.Key, id.Path, mine, other), StringComparison.Ordinal));
    }

    // Numbers may end in other zeros.
    private static bool Same(string? one, string? other) => one == other
        || (decimal.TryParse(one, CultureInfo.InvariantCulture, out var number) && decimal.TryParse(other, CultureInfo.InvariantCulture, out var second) && number == second);

    private static string? Value(FileContent file, CellKey id) => file.Cells.GetValueOrDefault(id)?.Value;
}
