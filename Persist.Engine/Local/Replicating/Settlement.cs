using Persist.Engine.Local.Tables;
using Persist.Engine.Merge;

namespace Persist.Engine.Local.Replicating;

/// <summary>
/// What a push means for the cells that it wrote: one walk along each cell's operations. See <see cref="PlainWrites"/> for the
/// usual case.
/// </summary>
/// <param name="tables">The open write transaction's tables.</param>
/// <param name="conflicts">Where the conflicts that the push settled are written down.</param>
/// <param name="now">The replica's clock: microseconds since 1970-01-01 UTC.</param>
/// <param name="push">The push as the remote decided it.</param>
/// <param name="direct">
/// True when nobody else pushed in between, so that the merge rule tells what the remote has now. Otherwise the others'
/// rows are pulled first, and the operations stay until they have arrived.
/// </param>
/// <param name="outcome">What became of the operations.</param>
/// <param name="byCopy">True when another copy of the file has sent them, or what stands for them: their version is in the past of the remote's.</param>
internal sealed class Settlement(
    LocalTables tables,
    PutConflicts conflicts,
    long now,
    PushContext push,
    bool direct,
    PushResult outcome,
    bool byCopy = false)
{
    private readonly HashSet<long> _refused = [.. outcome.Rejected];
    private readonly HashSet<long> _failed = [.. outcome.Failed];

    // Another copy of the file had sent them before: the rows that it made tell of them.
    private readonly HashSet<long> _skipped = [.. outcome.Skipped];
    private readonly Revision _revision = new(tables);

    /// <summary>Settles the operations of one cell.</summary>
    /// <param name="id">The cell.</param>
    /// <param name="ops">Those of them that were in the push, in order.</param>
    public void Settle(CellKey id, IReadOnlyList<Op> ops)
    {
        var visible = tables.Cells.Get(id);
        var shadow = visible.Cell.Seq == 0 ? null : tables.Shadows.Find(id);
        var chain = _revision.Detach(visible);
        // One that stayed in the queue would be sent, and counted, once more, and never come to an end.
        var chained = chain.Select(stored => stored.Op.N).ToHashSet();
        if (ops.FirstOrDefault(op => !chained.Contains(op.N)) is { } stray)
        {
            throw new InvalidDataException($"operation {stray.N} waits, and its item does not know of it");
        }

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
        foreach (var op in ops.Where(op => !_refused.Contains(op.N) && !_skipped.Contains(op.N)))
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

        var sent = ops.Select(op => op.N).ToHashSet();
        var left = Standing(chain, _revision.Drop(chain, stored => sent.Contains(stored.Op.N) && !Waits(stored, chain)));
        _revision.Receive(id, shadow, current, Rebased(left, ops, ancestor: null), push.ServerNow - push.Offset);
    }

    private void Acknowledge(CellKey id, IReadOnlyList<Op> ops, Cell? shadow, IReadOnlyList<StoredOp> chain)
    {
        foreach (var op in ops.Where(op => !_refused.Contains(op.N) && !_failed.Contains(op.N) && !_skipped.Contains(op.N)))
        {
            tables.Ops.Acknowledge(op.N, push.Seq);
        }

        var buried = ops.Where(op => _failed.Contains(op.N)).ToList();
        buried.ForEach(Bury);
        var left = Standing(chain, _revision.Drop(chain, stored =>
            _failed.Contains(stored.Op.N) || _skipped.Contains(stored.Op.N) || (_refused.Contains(stored.Op.N) && !Waits(stored, chain))));
        var last = ops[^1];
        var written = new Cell(id, last.Value, last.Dead, push.Correct(last.Stamp), push.Replica, last.Id, push.Seq);
        Rebased(left, ops, SavedVersion.Write(written));
        if (shadow is not null && left.Any(stored => _refused.Contains(stored.Op.N) && !CellMerge.Sees(stored.Op, shadow, push.Author)))
        {
            tables.Shadows.Contest(id, contested: true); // the row that it was refused for is here already
        }

        if (buried.Count > 0 || ops.Any(op => _skipped.Contains(op.N)))
        {
            _revision.Show(id, shadow, left, now);
        }
    }

    // A refused operation waits again, unless a later write stands on the same version and says what is meant now.
    private bool Waits(StoredOp stored, IReadOnlyList<StoredOp> chain) => _refused.Contains(stored.Op.N) && stored == chain[^1];

    // The later write stands for it: else a copy of the file, in which it waits as well, would send it after that.
    private IReadOnlyList<StoredOp> Standing(IReadOnlyList<StoredOp> chain, IReadOnlyList<StoredOp> left)
    {
        var replaced = chain.Where(stored => _refused.Contains(stored.Op.N) && !Waits(stored, chain)).Select(stored => stored.Op).ToList();
        if (replaced.Count == 0 || left is not [.., { State: not OpState.Acknowledged } last])
        {
            return left;
        }

        var names = OpIdSet.Parse(last.Op.Replaced);
        names.Add(OpIdSet.Standing(replaced));
        tables.Ops.StandFor(last.Op.N, names.ToString());
        return [.. left.SkipLast(1), last with { Op = last.Op with { Replaced = names.ToString() } }];
    }

    // The remote took the compare-and-set below it, so that is the version that the next one replaces. What a copy has sent may
    // be more than that, of which the next one has seen nothing.
    private IReadOnlyList<StoredOp> Rebased(IReadOnlyList<StoredOp> left, IReadOnlyList<Op> ops, string? ancestor)
    {
        var last = ops[^1];
        var next = left.FirstOrDefault(stored => stored.Op.N > last.N && stored.State != OpState.Acknowledged);
        if (last.Kind != OpKind.Cas || _refused.Contains(last.N) || _skipped.Contains(last.N) || next is not { Op.Kind: OpKind.Cas })
        {
            return left;
        }

        var seen = byCopy ? next.Op.Base : push.Seq;
        tables.Ops.Rebase(next.Op.N, seen, ancestor);
        return [.. left.Select(stored => stored == next ? stored with { Op = stored.Op with { Base = seen }, Ancestor = ancestor } : stored)];
    }

    private void Bury(Op op) => tables.DeadLetters.Add(op, "it would overflow the counter, or lose digits of it", now);
}
