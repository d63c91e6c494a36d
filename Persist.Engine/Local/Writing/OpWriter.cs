using Persist.Engine.Items;
using Persist.Engine.Local.Tables;
using Persist.Engine.Merge;

namespace Persist.Engine.Local.Writing;

/// <summary>
/// Writes operations: what is visible, what the remote had, and what is to be sent, in one transaction. A write to a
/// cell that has one waiting already is composed with it where that means the same.
/// </summary>
/// <param name="tables">The open write transaction's tables.</param>
/// <param name="now">The replica's clock: microseconds since 1970-01-01 UTC.</param>
internal sealed class OpWriter(LocalTables tables, long now)
{
    // A file that is opened every minute while it is offline adds a name each time; from here on the queue grows instead.
    private const int LongestReplaced = 4096;

    private Position _position = tables.Position.ReadForWrite();
    private bool _hasOtherKinds;
    private long _transaction;
    private long? _first;
    private long _now = now;

    /// <summary>When the write happens.</summary>
    public long Now => _now;

    /// <summary>Who writes.</summary>
    public string Replica => _position.Author.Replica;

    /// <summary>The tables of the transaction.</summary>
    public LocalTables Tables => tables;

    /// <summary>True when the file may hold items of other kinds than values.</summary>
    public bool MayHoldOtherKinds => _position.OtherKinds || _hasOtherKinds;

    /// <summary>The operations that are written from here on were made at another time.</summary>
    public void At(long stamp) => _now = stamp;

    /// <summary>The operations that are written from here on belong together, as what is done to one item: they reach the remote in one push.</summary>
    public void BeginWrite()
    {
        _transaction = _position.NextOp;
        _first ??= _transaction;
    }

    /// <summary>Ends the transaction's writes. The next number needs no row of its own: the queue shows it.</summary>
    public void Complete()
    {
        if (_hasOtherKinds && !_position.OtherKinds)
        {
            tables.Position.Write(_position with { OtherKinds = true });
        }
    }

    /// <summary>Writes one operation.</summary>
    /// <param name="id">The cell.</param>
    /// <param name="kind">How it is applied.</param>
    /// <param name="value">What is written, added or was observed.</param>
    /// <param name="generation">Of a counter: the generation that was seen.</param>
    public void Write(CellKey id, OpKind kind, string? value, long generation = 0)
    {
        var mark = tables.Cells.Mark(id);
        var last = mark is { Pending: not 0 } ? tables.Ops.Find(mark.Value.Pending) : null;
        var op = new Op(_position.NextOp, tables.Salt, kind, id, value, kind != OpKind.Add && kind != OpKind.Reset && value is null, _now, 0, generation);
        if (last is not null && Composed(last, op) is { } composed)
        {
            tables.Ops.Compose(composed.N, composed.Kind, Stored(composed), composed.Dead, _now);
            Show(composed, mark!.Value.Seq, op);
            return;
        }

        if (mark is null)
        {
            NormalForm.Check(id.Key);
        }
        else if (last is null)
        {
            tables.Shadows.Keep(id);
        }

        // A compare-and-set after another stands on the same version: nothing foreign counts as seen by it. One that was
        // set aside for a person showed the foreign version instead, and so that is what the new one replaces.
        var seq = mark?.Seq ?? 0;
        var (standsOn, ancestor) = last is { Op.Kind: OpKind.Cas, State: not OpState.Open } ? Below(last, seq) : (seq, null);
        op = op with { Base = kind == OpKind.Cas ? standsOn : _position.Cursor };
        var (previous, replaced) = last is null ? (0, null) : Follow(op, last);
        tables.Ops.Add(
            op with { Value = Stored(op), Replaced = replaced }, _position.Epoch, previous, kind == OpKind.Cas ? ancestor : null, _transaction);
        Show(op, seq, op);
        _hasOtherKinds |= id.Kind != ItemKind.Value;
        _position = _position with { NextOp = op.N + 1 };
    }

    /// <summary>Forgets a cell that this transaction has made: nobody needs to hear of it. False for any other.</summary>
    public bool Cancel(CellKey id)
    {
        if (tables.Cells.Mark(id) is not { Seq: 0 } mark
            || tables.Ops.Find(mark.Pending) is not { State: OpState.Pending, Previous: 0 } made || !IsUncommitted(made))
        {
            return false;
        }

        tables.Ops.Delete(mark.Pending);
        tables.Cells.Delete(id);
        return true;
    }

    // What the cell shows is not stored a second time.
    private static string? Stored(Op op) => op.Kind is OpKind.Put or OpKind.Cas or OpKind.Include ? null : op.Value;

    // A value is what was written; anything else depends on what was there.
    private void Show(Op op, long seq, Op written)
    {
        if (op.Kind is OpKind.Put or OpKind.Cas)
        {
            tables.Cells.Put(new Cell(op.Cell, op.Value, op.Dead, _now, Replica, op.Id, seq), op.N);
            return;
        }

        var context = new PushContext(_position.Author, 0, _now, 0);
        var visible = tables.Cells.Find(op.Cell)?.Cell;
        var applied = CellMerge.Apply(visible, written with { Base = long.MaxValue }, context);
        tables.Cells.Put((applied.Cell ?? new Cell(op.Cell, null, true, _now, Replica, op.Id, 0)) with { Op = op.Id, Seq = seq }, op.N);
    }

    /// <summary>
    /// What an operation of this transaction becomes together with a new one; null when they stay two. Never one that is
    /// committed: a copy of the file, which can be made while it is open, may hold it and send it with the old meaning.
    /// </summary>
    private Op? Composed(StoredOp last, Op op)
    {
        if (last.State != OpState.Pending || !IsUncommitted(last))
        {
            return null;
        }

        return (last.Op.Kind, op.Kind) switch
        {
            (OpKind.Add, OpKind.Add) => Exact.TrySum(Exact.Parse(last.Op.Value), Exact.Parse(op.Value!), out var sum)
                ? last.Op with { Value = Exact.Format(sum) }
                : null,
            (OpKind.Cas, OpKind.Cas) => Meaning(last.Op, op),
            _ when IsWhole(last.Op) && IsWhole(op) && last.Op.Base == _position.Cursor => Meaning(last.Op, op),
            _ => null,
        };
    }

    private bool IsUncommitted(StoredOp stored) => stored.Op.N >= _first;

    // The later one says it all; the first one's name and place in the queue stay.
    private static Op Meaning(Op last, Op op) => last with { Kind = op.Kind, Value = op.Value, Dead = op.Dead };

    // One that the remote has taken is itself the version that the next one replaces; but what a copy of the file has sent may
    // be more than that, of which nothing was seen here.
    private (long Base, string? Ancestor) Below(StoredOp last, long seq) => last.State == OpState.Acknowledged
        ? (last.AtSeq <= _position.SentThrough ? last.AtSeq : seq, SavedVersion.Write(tables.Cells.Get(last.Op.Cell).Cell))
        : (last.Op.Base, last.Ancestor);

    /// <summary>
    /// What a new operation comes after. One that waits, and that the new one says all of, is replaced; anything else
    /// keeps its own copy of its value.
    /// </summary>
    private (long Previous, string? Replaced) Follow(Op op, StoredOp last)
    {
        var isAside = last.State is OpState.Parked or OpState.Open;
        // A merge will still have to decide, unless a person just did, or the key's strategy needs no decision any more.
        if (last.State == OpState.Open || (last.Op.Kind == OpKind.Cas && op.Kind != OpKind.Cas))
        {
            tables.Conflicts.CloseOpen(op, Replica);
        }

        if (!isAside && !IsReplaced(last, op))
        {
            tables.Ops.Materialize(last.Op.N);
            return (last.Op.N, null);
        }

        tables.Ops.Delete(last.Op.N);
        return (last.Previous, last.Op.Standing);
    }

    // Not by changing what it means (see Composed), but by another one in its place. An increment cannot be replaced: a
    // copy of the file may have sent it.
    private bool IsReplaced(StoredOp last, Op op)
    {
        if (last.State != OpState.Pending || last.Op.N <= _position.FrozenThrough || last.Op.Replaced?.Length > LongestReplaced)
        {
            return false;
        }

        return (last.Op.Kind == OpKind.Cas && op.Kind == OpKind.Cas) || (IsWhole(last.Op) && IsWhole(op) && last.Op.Base == _position.Cursor);
    }

    private static bool IsWhole(Op op) =>
        op.Kind is OpKind.Put or OpKind.Include or OpKind.Remove && op.Cell.Kind != ItemKind.Counter;
}
