using Persist.Engine.Conflicts;
using Persist.Engine.Items;
using Persist.Engine.Local.Tables;
using Persist.Engine.Merge;

namespace Persist.Engine.Local.Lineage;

/// <summary>Writes down which versions a repair has given up. Called with the write transaction open.</summary>
/// <param name="tables">The open write transaction's tables.</param>
/// <param name="now">The replica's clock: microseconds since 1970-01-01 UTC.</param>
/// <param name="strategyOf">Who decides about a key.</param>
/// <param name="common">The last position that is in the past of both: what the remote has up to there was known here.</param>
internal sealed class RepairConflicts(LocalTables tables, long now, Func<string, SyncStrategy> strategyOf, long common)
{
    private readonly string _replica = tables.Position.Read().Author.Replica;
    private readonly HashSet<string> _sets = [];

    /// <summary>What the remote had lost is given up here too.</summary>
    public void RemoteStands(CellKey id)
    {
        if (tables.Kept.Find(id) is not { } kept)
        {
            return; // deleted long ago, and back: nothing is given up
        }

        var shown = tables.Cells.Find(id)?.Cell;
        if (id.Kind != ItemKind.Set)
        {
            Record(id, Version(id.Key, kept), Version(id.Key, shown), keepsLocal: false);
        }
        else if (_sets.Add(id.Key))
        {
            var members = tables.Kept.Members(id.Key);
            var after = ItemView.Of([.. tables.Cells.OfKey(id.Key).Where(visible => visible.Cell.Id.Kind == ItemKind.Set)]);
            Record(
                id with { Path = "" }, Version(id.Key, kept) with { Json = members, IsDeleted = members is null },
                Version(id.Key, shown) with { Json = after?.Json, IsDeleted = after is null }, keepsLocal: false);
        }
    }

    /// <summary>What the remote had lost is sent again, over what has come there meanwhile. A member of a set takes nothing away.</summary>
    public void LocalStands(CellKey id)
    {
        if (id.Kind != ItemKind.Set && tables.Kept.Find(id) is { } kept && tables.Snapshot.Find(id) is { } theirs && theirs.Seq > common && theirs.Value != kept.Value)
        {
            Record(id, Version(id.Key, kept), Version(id.Key, theirs), keepsLocal: true);
        }
    }

    private void Record(CellKey id, ItemVersion mine, ItemVersion theirs, bool keepsLocal) => tables.Conflicts.Put(
        new ConflictRecord(
            ConflictFact.IdOf(id, $"{_replica} {mine.Json}", $"{theirs.Replica} {theirs.Json}"), id.Key, // the id is of this repair: another one may give up what this one kept
            id is { Kind: ItemKind.Map } ? id.Path : null, Stamp.ToTime(now), strategyOf(id.Key), ConflictState.Resolved,
            mine, theirs, keepsLocal ? mine : theirs,
            keepsLocal ? "the remote had lost this replica's version, which was kept" : "the remote had lost this replica's version, and its own was kept"),
        notify: true);

    private ItemVersion Version(string key, Cell? cell) => cell is null
        ? new ItemVersion(key, null, Stamp.ToTime(now), _replica, IsDeleted: true)
        : new ItemVersion(key, cell.Value, Stamp.ToTime(cell.Stamp), cell.Origin, cell.Dead);
}
