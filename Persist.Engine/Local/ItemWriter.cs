using Persist.Engine.Items;
using Persist.Engine.Merge;

namespace Persist.Engine.Local;

/// <summary>A write: the value, what the remote had, and the operation, in one transaction.</summary>
/// <param name="tables">The open write transaction's tables.</param>
/// <param name="replica">This replica's id.</param>
/// <param name="salt">The random number of this opening of the file.</param>
/// <param name="kind">How the store's strategy writes values.</param>
internal sealed class ItemWriter(LocalTables tables, string replica, long salt, OpKind kind)
{
    private readonly Revision _revision = new(tables, replica);
    private Position _position = tables.Position.Read();

    /// <summary>Writes a value.</summary>
    public StoredItem Set(string key, string json, long now)
    {
        Write(CellKey.OfValue(key), json, dead: false, now);
        return new StoredItem(key, json, ItemKind.Value, Stamp.ToTime(now), replica, IsPending: true);
    }

    /// <summary>Deletes a value; false when there is none.</summary>
    public bool Remove(string key, long now)
    {
        var id = CellKey.OfValue(key);
        if (tables.Cells.Mark(id) is not { Dead: false } mark)
        {
            return false;
        }

        if (!CancelCreation(id, mark.Seq, mark.Pending))
        {
            Write(id, null, dead: true, now);
        }

        return true;
    }

    /// <summary>Ends the transaction's writes: the next number is saved.</summary>
    public void Complete() => tables.Position.Write(_position);

    private void Write(CellKey id, string? json, bool dead, long now)
    {
        var mark = tables.Cells.Mark(id);
        var seq = mark?.Seq ?? 0;
        var last = mark is { Pending: not 0 } ? tables.Ops.Find(mark.Value.Pending) : null;
        if (last is not null && IsOpenToCompose(last))
        {
            tables.Ops.Compose(last.Op.N, dead, now);
            tables.Cells.Put(new Cell(id, json, dead, now, replica, last.Op.Id, seq), last.Op.N);
            return;
        }

        if (mark is not null && last is null)
        {
            tables.Shadows.Keep(id);
        }

        // A compare-and-set after another stands on the same version: nothing foreign counts as seen by it.
        var before = last?.Op.Kind == OpKind.Cas && kind == OpKind.Cas ? last : null;
        var op = new Op(_position.NextOp, salt, kind, id, null, dead, now, kind == OpKind.Put ? 0 : before?.Op.Base ?? seq);
        tables.Ops.Add(op, _position.Epoch, last is null ? 0 : Follow(id, last), before?.Ancestor);
        tables.Cells.Put(new Cell(id, json, dead, now, replica, op.Id, seq), op.N);
        _position = _position with { NextOp = op.N + 1 };
    }

    /// <summary>
    /// True when the operation may come to mean the new write. Never one that may be under way; never one made before
    /// the file was last opened, for a copy of the file may hold, and send, the same operation with the old meaning.
    /// </summary>
    private bool IsOpenToCompose(StoredOp last) =>
        last.Op.N > _position.FrozenThrough
        && last.Op.Salt == salt
        && last.Op.Kind == kind
        && last.State == OpState.Pending
        && (kind == OpKind.Cas || last.Op.Base == _position.Cursor);

    /// <summary>
    /// What a new operation comes after. A compare-and-set that waits, or was refused, is replaced; anything else keeps
    /// its own copy of its value.
    /// </summary>
    private long Follow(CellKey id, StoredOp last)
    {
        var waits = last.State == OpState.Parked || (last.State == OpState.Pending && last.Op.N > _position.FrozenThrough);
        if (last.Op.Kind == OpKind.Cas && kind == OpKind.Cas && waits)
        {
            tables.Ops.Delete(last.Op.N);
            return last.Previous;
        }

        _revision.Detach(tables.Cells.Find(id)!.Value);
        return last.Op.N;
    }

    // Created here and never sent: nobody needs to hear of it.
    private bool CancelCreation(CellKey id, long seq, long pending)
    {
        if (seq != 0 || pending <= _position.FrozenThrough
            || tables.Ops.Find(pending) is not { State: OpState.Pending, Previous: 0 } created || created.Op.Salt != salt)
        {
            return false;
        }

        tables.Ops.Delete(pending);
        tables.Cells.Delete(id);
        return true;
    }
}
