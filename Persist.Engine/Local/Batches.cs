using Persist.Engine.Items;
using Persist.Engine.Merge;

namespace Persist.Engine.Local;

/// <summary>The batch that is being sent: frozen before, settled after. Called with the write transaction open.</summary>
/// <param name="tables">The open write transaction's tables.</param>
/// <param name="replica">This replica's id.</param>
/// <param name="ids">Where batches get their names.</param>
/// <param name="conflicts">Where the conflicts that a push settles are written down.</param>
/// <param name="now">The replica's clock: microseconds since 1970-01-01 UTC.</param>
internal sealed class Batches(LocalTables tables, string replica, RandomIds ids, PutConflicts conflicts, long now)
{
    private readonly Revision _revision = new(tables, replica);

    /// <summary>The frozen batch, or a new one from the head of the queue; null when nothing waits.</summary>
    /// <param name="maxOps">The most operations of a new batch.</param>
    /// <param name="maxBytes">About the most bytes of values of a new batch; one operation is always taken.</param>
    public FrozenBatch? Freeze(int maxOps, long maxBytes)
    {
        var position = tables.Position.Read();
        if (position.FrozenThrough != 0)
        {
            tables.Position.Write(position with { Attempts = position.Attempts + 1 });
            return Current(position);
        }

        var ops = new List<StoredOp>();
        var bytes = 0L;
        foreach (var stored in tables.Ops.Pending(long.MaxValue))
        {
            // The operations of one write go together, beyond the bounds if need be.
            bytes += stored.Op.Value?.Length ?? 0;
            if (ops.Count > 0 && stored.Transaction != ops[^1].Transaction && (ops.Count >= maxOps || bytes > maxBytes))
            {
                break;
            }

            ops.Add(stored);
        }

        if (ops.Count == 0)
        {
            return null;
        }

        var frozen = position with { FrozenThrough = ops[^1].Op.N, FrozenId = ids.Name(), Attempts = 1 };
        tables.Position.Write(frozen);
        return Batch(frozen, ops);
    }

    /// <summary>The frozen batch; null when there is none.</summary>
    public FrozenBatch? Current(Position position) =>
        position.FrozenThrough == 0 ? null : Batch(position, [.. tables.Ops.Pending(position.FrozenThrough)]);

    /// <summary>Takes in the remote's answer to the frozen batch.</summary>
    /// <param name="batch">The batch; nothing happens when it is not the frozen one any more.</param>
    /// <param name="push">The push as the remote decided it.</param>
    /// <param name="headBefore">The remote's head before the push.</param>
    /// <param name="rejected">The numbers of the operations that must be merged and sent again.</param>
    /// <param name="failed">The numbers of the operations that can never be applied.</param>
    /// <returns>True when the cursor moved with it, so that nothing of it has to be pulled back.</returns>
    public bool Settle(FrozenBatch batch, in PushContext push, long headBefore, IReadOnlyCollection<long> rejected, IReadOnlyCollection<long> failed)
    {
        var position = tables.Position.Read();
        if (position.FrozenId != batch.Id)
        {
            return headBefore == position.Cursor;
        }

        var direct = headBefore == position.Cursor && IsAllKnown(batch);
        var settlement = new Settlement(tables, replica, conflicts, now, push, direct, rejected.ToHashSet(), failed.ToHashSet());
        foreach (var ops in batch.Ops.GroupBy(op => op.Cell))
        {
            settlement.Settle(ops.Key, [.. ops]);
        }

        position = tables.Position.Read();
        position = position with { FrozenThrough = 0, FrozenId = null, Attempts = 0, BatchNo = batch.No, BatchId = batch.Id };
        tables.Position.Write(direct ? tables.Position.FastForward(position, push.Seq, batch.Id) : position);
        tables.Meta.Set(MetaName.ClockOffset, push.Offset);
        return direct;
    }

    /// <summary>The remote has refused the batch as a whole, for good: nothing of it was applied, and it may be cut anew.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="bury">Why its operations are given up; null to try them again in smaller batches.</param>
    public void Refused(FrozenBatch batch, string? bury)
    {
        var position = tables.Position.Read();
        if (position.FrozenId != batch.Id)
        {
            return;
        }

        if (bury is not null)
        {
            foreach (var op in batch.Ops)
            {
                Bury(op, bury);
            }
        }

        tables.Position.Write(position with { FrozenThrough = 0, FrozenId = null, Attempts = 0 });
    }

    private static FrozenBatch Batch(Position position, List<StoredOp> ops) => new(
        position.BatchNo + 1, position.BatchId, position.FrozenId!, ops.ConvertAll(stored => stored.Op),
        ops[0].Transaction == ops[^1].Transaction);

    private void Bury(Op op, string reason)
    {
        tables.DeadLetters.Add(op, reason, now);
        _revision.Withdraw(op, now);
    }

    // The first pull leaves tombstones out, so what they did to a write from before it only the remote can tell.
    private bool IsAllKnown(FrozenBatch batch)
    {
        var firstHead = tables.Meta.Number(MetaName.FirstHead) ?? 0;
        var firstOp = tables.Meta.Number(MetaName.FirstOp) ?? 0;
        return batch.Ops.All(op => op.Kind == OpKind.Cas ? op.Base > 0 || op.N >= firstOp : op.Base >= firstHead);
    }
}
