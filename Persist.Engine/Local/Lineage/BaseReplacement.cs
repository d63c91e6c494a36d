using Persist.Engine.Conflicts;
using Persist.Engine.Items;
using Persist.Engine.Local.Replicating;
using Persist.Engine.Local.Tables;
using Persist.Engine.Merge;

namespace Persist.Engine.Local.Lineage;

/// <summary>
/// Puts a snapshot of the remote in the place of what the file knows of it, and keeps the queue. Called with the write
/// transaction open, when the whole snapshot has been gathered.
/// </summary>
/// <param name="tables">The open write transaction's tables.</param>
/// <param name="now">The replica's clock: microseconds since 1970-01-01 UTC.</param>
/// <param name="strategyOf">Who decides about a key.</param>
/// <param name="goneIsDeleted">
/// True after a long absence: what the remote does not have any more was deleted by others meanwhile, which is a conflict with
/// what waits. False where the remote has lost it: nobody meant that, and what waits simply goes on.
/// </param>
internal sealed class BaseReplacement(LocalTables tables, long now, Func<string, SyncStrategy> strategyOf, bool goneIsDeleted)
{
    private readonly Revision _revision = new(tables);
    private readonly Position _before = tables.Position.Read();

    /// <summary>Replaces the base, and moves the cursor to the snapshot's head.</summary>
    /// <param name="head">The snapshot's head.</param>
    /// <param name="tail">Its name; null when nothing was pushed yet.</param>
    /// <returns>How many cells of the remote's version are others than before.</returns>
    public long Run(long head, string? tail)
    {
        var changed = 0L;
        foreach (var id in tables.Ops.Cells())
        {
            changed += Replace(id, head) ? 1 : 0;
        }

        changed += tables.Snapshot.ReplaceResting();
        _revision.Withdraw(tables.Ops.Arrived(head), now);
        MoveTo(head, tail);
        CheckKinds();
        return changed;
    }

    private void MoveTo(long head, string? tail)
    {
        MissingTombstones.NoteFirstPull(tables, head, now);
        var position = tables.Position.Read();
        position = tables.Position.Advance(position with { OtherKinds = position.OtherKinds || tables.Snapshot.HasOtherKinds() }, head, tail);
        tables.Position.Write(position);
        KnownPast.Note(tables, position);
        tables.Position.DropUnusedEpochs(position);
        tables.Position.ForgetFormer(position);
    }

    private void CheckKinds()
    {
        var kinds = new KindConflicts(tables, now);
        foreach (var key in tables.Snapshot.KeysOfSeveralKinds())
        {
            kinds.Check(key);
        }
    }

    // Operations wait on the cell: the remote's version goes below them. False when it is the one that was known.
    private bool Replace(CellKey id, long head)
    {
        var visible = tables.Cells.Get(id);
        var before = visible.Cell.Seq == 0 ? null : tables.Shadows.Find(id);
        var theirs = tables.Snapshot.Find(id);
        if (before == theirs)
        {
            return false;
        }

        var chain = _revision.Detach(visible);
        if (theirs is not null)
        {
            _revision.Receive(id, before, theirs, chain, now);
        }
        else if (goneIsDeleted && id.Kind == ItemKind.Value && IsForTheMerge(chain))
        {
            // No name of an operation: whoever deleted it, it was not this replica.
            _revision.Receive(id, before, before! with { Value = null, Dead = true, Seq = head, Op = "", Origin = "", State = null }, chain, now);
        }
        else
        {
            Survive(id, before!, chain);
        }

        return true;
    }

    // What is being sent cannot be merged any more: it wins at the remote, which has nothing to refuse it for.
    private bool IsForTheMerge(IReadOnlyList<StoredOp> chain) =>
        chain.All(stored => stored.State == OpState.Acknowledged || stored.Op.Kind == OpKind.Cas)
        && !chain.Any(IsFrozen)
        && chain.Any(stored => stored.State != OpState.Acknowledged);

    // The item is gone at the remote, and what was written here stays: the last write wins, and additions survive. A
    // removal has nothing left to remove, unless of what waits before it; a reset would take what others had put in, and is
    // not there any more.
    private void Survive(CellKey id, Cell before, IReadOnlyList<StoredOp> chain)
    {
        var hasParts = id.Kind is ItemKind.Set or ItemKind.Map;
        var stands = false;
        var left = _revision.Drop(chain, stored =>
        {
            var goes = stored is { State: OpState.Pending, Op.Kind: OpKind.Remove or OpKind.Reset } && !IsFrozen(stored) && !(hasParts && stands);
            stands |= !goes && stored.State != OpState.Acknowledged;
            return goes;
        });
        tables.Shadows.Delete(id);
        left = [.. left.Select(stored => stored.Op.Kind == OpKind.Cas ? _revision.Release(stored) : stored)];
        _revision.Show(id, null, left, now);
        if (goneIsDeleted && (left.Count < chain.Count ? id.Kind == ItemKind.Counter : id.Kind == ItemKind.Value && !chain[^1].Op.Dead))
        {
            Record(id, before, chain[^1].Op);
        }
    }

    private void Record(CellKey id, Cell before, Op op)
    {
        var kept = tables.Cells.Find(id)?.Cell;
        var mine = new ItemVersion(id.Key, kept?.Value, Stamp.ToTime(op.Stamp), _before.Author.Replica, kept?.Value is null);
        var theirs = new ItemVersion(id.Key, null, Stamp.ToTime(before.Stamp), before.Origin, IsDeleted: true);
        tables.Conflicts.Put(
            new ConflictRecord(
                ConflictFact.IdOf(id, op.Id, before.Op), id.Key, null, Stamp.ToTime(now), strategyOf(id.Key), ConflictState.Resolved,
                mine, theirs, mine, "deleted by others while this replica was away"),
            notify: true);
    }

    private bool IsFrozen(StoredOp stored) => stored.State == OpState.Pending && stored.Op.N <= _before.FrozenThrough;
}
