using Persist.Engine.Merge;

namespace Persist.Engine.Local;

/// <summary>
/// What a push means for the cells that it wrote: one walk along each cell's operations. See <see cref="PlainWrites"/> for the
/// usual case.
/// </summary>
/// <param name="tables">The open write transaction's tables.</param>
/// <param name="replica">This replica's id.</param>
/// <param name="conflicts">Where the conflicts that the push settled are written down.</param>
/// <param name="now">The replica's clock: microseconds since 1970-01-01 UTC.</param>
/// <param name="push">The push as the remote decided it.</param>
/// <param name="direct">
/// True when nobody else pushed in between, so that the merge rule tells what the remote has now. Otherwise the others'
/// rows are pulled first, and the operations stay until they have arrived.
/// </param>
/// <param name="refused">Operations that must be merged and sent again.</param>
/// <param name="failed">Operations that can never be applied.</param>
internal sealed class Settlement(
    LocalTables tables,
    string replica,
    PutConflicts conflicts,
    long now,
    PushContext push,
    bool direct,
    IReadOnlySet<long> refused,
    IReadOnlySet<long> failed)
{
    private readonly Revision _revision = new(tables, replica);

    /// <summary>Settles the operations of one cell.</summary>
    /// <param name="id">The cell.</param>
    /// <param name="ops">Those of them that were in the push, in order.</param>
    public void Settle(CellKey id, IReadOnlyList<Op> ops)
    {
        var visible = tables.Cells.Find(id)!.Value;
        var shadow = visible.Cell.Seq == 0 ? null : tables.Shadows.Find(id);
        var chain = _revision.Detach(visible);
        if (direct)
        {
            Arrive(id, ops, shadow, chain);
        }
        else
        {
            Acknowledge(id, ops, shadow, chain);
        }
    }

    private void Arrive(CellKey id, IReadOnlyList<Op> ops, Cell? shadow, IReadOnlyList<StoredOp> chain)
    {
        var current = shadow;
        foreach (var op in ops.Where(op => !refused.Contains(op.N)))
        {
            var applied = CellMerge.Apply(current, op, push);
            current = applied.Cell;
            if (applied.Outcome == Outcome.Failed)
            {
                Bury(op);
            }

            if (applied.Conflict is { } conflict)
            {
                conflicts.Record(conflict);
            }
        }

        var left = _revision.Drop(chain, stored => ops.Any(op => op.N == stored.Op.N) && !Waits(stored, chain));
        _revision.Receive(id, shadow, current, Rebased(left, ops, ancestor: null), push.ServerNow - push.Offset);
    }

    private void Acknowledge(CellKey id, IReadOnlyList<Op> ops, Cell? shadow, IReadOnlyList<StoredOp> chain)
    {
        foreach (var op in ops.Where(op => !refused.Contains(op.N) && !failed.Contains(op.N)))
        {
            tables.Ops.Acknowledge(op.N, push.Seq);
        }

        var buried = ops.Where(op => failed.Contains(op.N)).ToList();
        buried.ForEach(Bury);
        var left = _revision.Drop(chain, stored => failed.Contains(stored.Op.N) || (refused.Contains(stored.Op.N) && !Waits(stored, chain)));
        var last = ops[^1];
        var written = new Cell(id, last.Value, last.Dead, push.Correct(last.Stamp), replica, last.Id, push.Seq);
        Rebased(left, ops, SavedVersion.Write(written));
        if (buried.Count > 0)
        {
            _revision.Show(id, shadow, left, now);
        }
    }

    // A refused operation waits again, unless a later write stands on the same version and says what is meant now.
    private bool Waits(StoredOp stored, IReadOnlyList<StoredOp> chain) => refused.Contains(stored.Op.N) && stored == chain[^1];

    // The remote took the compare-and-set below it, so that is the version that the next one replaces.
    private IReadOnlyList<StoredOp> Rebased(IReadOnlyList<StoredOp> left, IReadOnlyList<Op> ops, string? ancestor)
    {
        var last = ops[^1];
        var next = left.FirstOrDefault(stored => stored.Op.N > last.N && stored.State != OpState.Acknowledged);
        if (last.Kind != OpKind.Cas || refused.Contains(last.N) || next is not { Op.Kind: OpKind.Cas })
        {
            return left;
        }

        tables.Ops.Rebase(next.Op.N, push.Seq, ancestor);
        return [.. left.Select(stored => stored == next ? stored with { Op = stored.Op with { Base = push.Seq }, Ancestor = ancestor } : stored)];
    }

    private void Bury(Op op) => tables.DeadLetters.Add(op, "it would overflow the counter, or lose digits of it", now);
}
