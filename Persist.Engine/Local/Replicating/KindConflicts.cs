using Persist.Engine.Conflicts;
using Persist.Engine.Items;
using Persist.Engine.Local.Tables;
using Persist.Engine.Merge;

namespace Persist.Engine.Local.Replicating;

/// <summary>Writes down that one key was made twice at once, as items of two kinds. All replicas show the same one.</summary>
/// <param name="tables">The open write transaction's tables.</param>
/// <param name="now">The replica's clock: microseconds since 1970-01-01 UTC.</param>
internal sealed class KindConflicts(LocalTables tables, long now)
{
    /// <summary>Looks at an item of which something has arrived.</summary>
    public void Check(string key)
    {
        var cells = tables.Cells.OfKey(key);
        var kinds = cells.Select(visible => visible.Cell.Id.Kind).Distinct().ToList();
        if (kinds.Count < 2)
        {
            return;
        }

        var shown = ItemView.Of(cells)!;
        foreach (var kind in kinds.Where(kind => kind != shown.Kind))
        {
            var hidden = ItemView.Of([.. cells.Where(visible => visible.Cell.Id.Kind == kind)])!;
            tables.Conflicts.Put(
                new ConflictRecord(
                    ConflictFact.IdOf(new CellKey(key, "", ""), shown.Kind, kind), key, null, Stamp.ToTime(now), SyncStrategy.Crdt,
                    ConflictState.Resolved, Version(hidden), Version(shown), Version(shown), $"made as a {kind} and as a {shown.Kind} at once"),
                notify: true);
        }
    }

    private static ItemVersion Version(StoredItem item) => new(item.Key, item.Json, item.UpdatedAt, item.Replica, IsDeleted: false);
}
