using Persist.Engine.Local.Tables;
using Persist.Engine.Merge;

namespace Persist.Engine.Local.Replicating;

/// <summary>Takes in what the remote has: rows of whole pushes, in order. Called with the write transaction open.</summary>
/// <param name="tables">The open write transaction's tables.</param>
/// <param name="conflicts">Where the conflicts that others' pushes settled are written down.</param>
/// <param name="now">The replica's clock: microseconds since 1970-01-01 UTC.</param>
internal sealed class Pages(LocalTables tables, PutConflicts conflicts, long now)
{
    private readonly Revision _revision = new(tables);

    /// <summary>Applies a page and moves the cursor to its end.</summary>
    /// <param name="cells">The rows.</param>
    /// <param name="settled">The conflicts that their pushes settled.</param>
    /// <param name="cursor">The end of the page.</param>
    /// <param name="head">Where the pull that the page is part of will end.</param>
    /// <param name="headTail">Its name.</param>
    /// <returns>How many cells others had changed.</returns>
    public int Apply(IReadOnlyList<Cell> cells, IReadOnlyList<ConflictFact> settled, long cursor, long head, string? headTail)
    {
        var pulled = 0;
        var replica = tables.Position.Read().Author.Replica;
        foreach (var cell in cells)
        {
            var news = tables.Cells.Receive(cell) || Replace(cell);
            pulled += news && cell.Origin != replica ? 1 : 0;
        }

        foreach (var conflict in settled)
        {
            conflicts.Record(conflict);
        }

        _revision.Withdraw(tables.Ops.Arrived(cursor), now);
        var position = tables.Position.Read();
        position = position with { OtherKinds = position.OtherKinds || cells.Any(cell => cell.Id.Kind != ItemKind.Value) };
        if (position.OtherKinds)
        {
            CheckKinds(cells);
        }

        if (position.Cursor == 0)
        {
            MissingTombstones.NoteFirstPull(tables, head, now);
        }

        if (cursor < head)
        {
            tables.Meta.Set(MetaName.Horizon, new Horizon(head, headTail!).ToString());
        }

        position = tables.Position.Advance(position, cursor, cursor < head ? null : headTail);
        tables.Position.Write(position);
        KnownPast.Note(tables, position);
        tables.Position.DropUnusedEpochs(position);
        tables.Position.ForgetFormer(position);
        return pulled;
    }

    private void CheckKinds(IReadOnlyList<Cell> cells)
    {
        var kinds = new KindConflicts(tables, now);
        foreach (var key in cells.Where(cell => !cell.Dead).Select(cell => cell.Id.Key).Distinct(StringComparer.Ordinal))
        {
            kinds.Check(key);
        }
    }

    // Operations wait on the cell: the remote's version goes below them.
    private bool Replace(Cell received)
    {
        var visible = tables.Cells.Get(received.Id);
        if (visible.Pending == 0 || received.Seq <= visible.Cell.Seq)
        {
            return false;
        }

        var before = visible.Cell.Seq == 0 ? null : tables.Shadows.Find(received.Id);
        _revision.Receive(received.Id, before, received, _revision.Detach(visible), now);
        return true;
    }
}
