using Persist.Engine.Items;
using Persist.Engine.Local.Reading;
using Persist.Engine.Local.Tables;
using Persist.Engine.Merge;

namespace Persist.Engine.Local.Replicating;

/// <summary>The batch that is being sent: frozen before, settled after. Called with the write transaction open.</summary>
/// <remarks>
/// While a batch is under way, the one before it is settled: at the answer only the note is written that it was taken
/// (<see cref="SettlementNote"/>). Such a note stands in the file only beside a frozen batch, whose operations come after
/// those of the note, so all of them count as under way.
/// </remarks>
/// <param name="tables">The open write transaction's tables.</param>
/// <param name="ids">Where batches get their names.</param>
/// <param name="conflicts">Where the conflicts that a push settles are written down.</param>
/// <param name="now">The replica's clock: microseconds since 1970-01-01 UTC.</param>
internal sealed class Batches(LocalTables tables, RandomIds ids, PutConflicts conflicts, long now)
{
    private readonly Revision _revision = new(tables);

    /// <summary>The frozen batch, or a new one from the head of the queue; null when nothing waits.</summary>
    /// <param name="bounds">The size of a new batch.</param>
    /// <param name="ahead">The head of the queue, if it has been read and nothing was written since.</param>
    public FrozenBatch? Freeze(BatchBounds bounds, QueueHead? ahead = null)
    {
        var position = tables.Position.Read();
        if (position.FrozenThrough != 0)
        {
            tables.Position.Write(position with { Attempts = position.Attempts + 1 });
            return Current(position);
        }

        var ops = ahead is null ? bounds.Cut(Waiting(long.MaxValue)) : Forwarded(ahead, position.Cursor);
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
        position.FrozenThrough == 0 ? null : Batch(position, [.. Waiting(position.FrozenThrough)]);

    /// <summary>Takes in the remote's answer to the frozen batch.</summary>
    /// <param name="batch">The batch; nothing happens when it is not the frozen one any more.</param>
    /// <param name="outcome">What the remote decided.</param>
    /// <returns>True when the cursor moved with it, so that nothing of it has to be pulled back.</returns>
    public bool Settle(FrozenBatch batch, PushResult outcome)
    {
        var direct = Take(batch, outcome);
        FinishSettling();
        return direct;
    }

    /// <summary>
    /// Takes in the answer and freezes the next batch at once, if there is more and nothing has to be pulled or merged
    /// first. What can be put off until that one is under way is put off: see <see cref="FinishSettling"/>.
    /// </summary>
    /// <param name="batch">The batch.</param>
    /// <param name="outcome">What the remote decided.</param>
    /// <param name="bounds">The size of the next batch.</param>
    /// <param name="ahead">What comes behind the batch, if it has been read and nothing was written since.</param>
    public (bool Direct, FrozenBatch? Next) SettleAndFreeze(FrozenBatch batch, PushResult outcome, BatchBounds bounds, QueueHead? ahead)
    {
        var direct = Take(batch, outcome);
        // What waits behind a compare-and-set stands on what its settlement makes of it.
        var isPutOff = batch.Ops.All(op => op.Kind == OpKind.Put);
        var isAsRead = outcome.IsWhole && (isPutOff || FinishSettling());
        var next = direct && outcome.Rejected.Count == 0 ? Freeze(bounds, isAsRead ? ahead : null) : null;
        if (next is null)
        {
            FinishSettling();
        }

        return (direct, next);
    }

    /// <summary>Settles the batch before the frozen one, if that was put off.</summary>
    /// <returns>True when nothing else in the queue has changed with it.</returns>
    public bool FinishSettling()
    {
        if (Note() is not { } note)
        {
            return true;
        }

        var push = note.Push(tables.Author());
        tables.Ops.Count.Leave(OpState.Pending, tables.PlainWrites.Settle(note.Through, push));
        var special = tables.Ops.Pending(0, note.Through).Select(stored => stored.Op).ToList();
        SettleCells(special, push, direct: true, PushResult.OfAll(push));
        tables.Meta.Set(MetaName.SettlementNote, default);
        return special.Count == 0;
    }

    /// <summary>The remote has refused the batch as a whole, for good: nothing of it was applied, and it may be cut anew.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="bury">Why its operations are given up; null to try them again in smaller batches.</param>
    public void Refused(FrozenBatch batch, string? bury)
    {
        FinishSettling();
        var position = tables.Position.Read();
        if (position.FrozenId != batch.Id)
        {
            return;
        }

        if (bury is not null)
        {
            _revision.Bury(batch.Ops, bury, now);
        }

        tables.Position.Write(position with { FrozenThrough = 0, FrozenId = null, Attempts = 0 });
    }

    private static FrozenBatch Batch(Position position, List<StoredOp> ops) => ops.Count == 0 || position.FrozenId is not { } id
        ? throw new InvalidDataException("the batch that is being sent is not in the queue")
        : new FrozenBatch(
            position.BatchNo + 1, position.BatchId, id, ops.ConvertAll(stored => stored.Op), ops[0].Transaction == ops[^1].Transaction);

    // The cursor may have moved by an own push since they were read: see PositionTable.FastForward.
    private static List<StoredOp> Forwarded(QueueHead ahead, long cursor) => ahead.Cursor == cursor
        ? ahead.Ops
        : ahead.Ops.ConvertAll(stored => stored.Op.Kind != OpKind.Cas && stored.Op.Base == ahead.Cursor
            ? stored with { Op = stored.Op with { Base = cursor } }
            : stored);

    private SettlementNote? Note() => SettlementNote.Parse(tables.Meta.Text(MetaName.SettlementNote));

    private IEnumerable<StoredOp> Waiting(long through) => tables.Ops.Pending(Note()?.Through ?? 0, through);

    private bool Take(FrozenBatch batch, PushResult outcome)
    {
        FinishSettling();
        var position = tables.Position.Read();
        if (position.FrozenId != batch.Id)
        {
            return outcome.HeadBefore == position.Cursor;
        }

        var direct = outcome.HeadBefore == position.Cursor && IsAllKnown(batch, position.FrozenThrough, outcome);
        var note = new SettlementNote(position.FrozenThrough, outcome.Seq, outcome.ServerNow, outcome.Offset);
        if (direct && outcome.IsWhole)
        {
            tables.Meta.Set(MetaName.SettlementNote, note.ToString());
        }
        else
        {
            SettleCells(batch.Ops, note.Push(tables.Author()), direct, outcome);
            position = tables.Position.Read();
        }

        position = position with { FrozenThrough = 0, FrozenId = null, Attempts = 0, BatchNo = batch.No, BatchId = batch.Id, BatchSeq = outcome.Seq };
        if (direct)
        {
            position = tables.Position.FastForward(position, outcome.Seq, outcome.Tail);
        }
        else if (outcome.Tail is { } tail)
        {
            tables.Meta.Set(MetaName.Horizon, new Horizon(outcome.Seq, tail).ToString());
        }

        tables.Position.Write(position);
        KnownPast.Note(tables, position);
        tables.Position.ForgetFormer(position);
        tables.Meta.Set(MetaName.ClockOffset, outcome.Offset);
        return direct;
    }

    private void SettleCells(IReadOnlyList<Op> ops, in PushContext push, bool direct, PushResult outcome)
    {
        var settlement = new Settlement(tables, conflicts, now, push, direct, outcome);
        foreach (var ofCell in ops.GroupBy(op => op.Cell))
        {
            settlement.Settle(ofCell.Key, [.. ofCell]);
        }
    }

    // A tombstone that is here may have been purged there since the pull, which makes no difference to what is later anyway.
    private bool IsAllKnown(FrozenBatch batch, long through, PushResult outcome)
    {
        var missing = MissingTombstones.Read(tables.Meta);
        return batch.Ops.All(op => missing.AreNothingTo(op, outcome)) && !tables.Shadows.HasTombstoneAfter(through, outcome.Offset, outcome.ServerNow);
    }
}
