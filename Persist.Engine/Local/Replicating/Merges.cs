using Persist.Engine.Conflicts;
using Persist.Engine.Items;
using Persist.Engine.Local.Tables;
using Persist.Engine.Merge;

namespace Persist.Engine.Local.Replicating;

/// <summary>
/// Conflicts that a merge decides: read here, decided outside any transaction, saved here if nothing moved meanwhile.
/// Called with the write transaction open.
/// </summary>
/// <param name="tables">The open write transaction's tables.</param>
/// <param name="now">The replica's clock: microseconds since 1970-01-01 UTC.</param>
/// <param name="strategyOf">Who decides about a key.</param>
internal sealed class Merges(LocalTables tables, long now, Func<string, SyncStrategy> strategyOf)
{
    private readonly Revision _revision = new(tables);
    private readonly Author _author = tables.Author();

    /// <summary>The merges that are due. One with an operation in flight is put off until that is settled.</summary>
    public IReadOnlyList<PendingMerge> Due()
    {
        var frozen = tables.Position.Read().FrozenThrough;
        var due = new List<PendingMerge>();
        foreach (var id in tables.Shadows.Contested())
        {
            if (Read(id) is { } merge
                && !tables.Ops.Chain(merge.Op.Op.N).Any(stored => stored.State == OpState.Pending && stored.Op.N <= frozen)
                && !(merge.Op.State != OpState.Pending && merge.Op.AtSeq == merge.Theirs.Seq))
            {
                due.Add(merge);
            }
        }

        return due;
    }

    /// <summary>Saves what a merge decided; false when one of the versions has changed since, so that it must be asked again.</summary>
    public bool Save(PendingMerge merge, MergeResult result)
    {
        if (!IsCurrent(merge))
        {
            return false;
        }

        var resolved = Resolved(merge, result);
        var chain = _revision.Detach(tables.Cells.Get(merge.Mine.Id));
        var left = _revision.Drop(chain, stored => stored.Op.N == merge.Op.Op.N);
        if (Same(resolved, merge.Theirs))
        {
            tables.Shadows.Contest(merge.Mine.Id, contested: false);
            _revision.Show(merge.Mine.Id, merge.Theirs, left, now);
        }
        else
        {
            Send(merge, resolved, left);
        }

        tables.Conflicts.DropOpen(merge.Mine.Id.Key, merge.ConflictId);
        tables.Conflicts.CloseOpen(PendingMerge.Version(resolved));
        if (!merge.IsAgreed)
        {
            tables.Conflicts.Put(Record(merge, ConflictState.Resolved, PendingMerge.Version(resolved), null), notify: true);
        }

        return true;
    }

    /// <summary>The merge failed: both versions are kept, and this item alone waits.</summary>
    public void Park(PendingMerge merge, string reason)
    {
        if (!IsCurrent(merge))
        {
            return;
        }

        tables.Ops.Park(merge.Op.Op.N, merge.Theirs.Seq, OpState.Parked);
        Open(merge, reason);
    }

    /// <summary>A person is to decide: both versions are kept, and the remote's is shown.</summary>
    public void SetAside(PendingMerge merge)
    {
        if (!IsCurrent(merge))
        {
            return;
        }

        _revision.Detach(tables.Cells.Get(merge.Mine.Id));
        tables.Ops.Park(merge.Op.Op.N, merge.Theirs.Seq, OpState.Open);
        _revision.Show(merge.Mine.Id, merge.Theirs, tables.Ops.Chain(merge.Op.Op.N), now);
        Open(merge, null);
    }

    /// <summary>A person decides about an open conflict, and only about the two versions that it shows.</summary>
    public Resolution Resolve(ConflictRecord conflict, MergeResult result)
    {
        if (Read(CellKey.OfValue(conflict.Key)) is not { Op.State: OpState.Parked or OpState.Open } waiting)
        {
            return Resolution.NothingWaits;
        }

        if (waiting.ConflictId == conflict.Id)
        {
            Save(waiting, result);
            return Resolution.Saved;
        }

        Open(waiting, conflict.Reason);
        return Resolution.Moved;
    }

    private void Open(PendingMerge merge, string? reason)
    {
        tables.Conflicts.DropOpen(merge.Mine.Id.Key, merge.ConflictId);
        tables.Conflicts.Put(Record(merge, ConflictState.Open, null, reason), notify: true);
    }

    private PendingMerge? Read(CellKey id)
    {
        if (tables.Cells.Find(id) is not { Pending: not 0 } visible
            || tables.Shadows.Find(id) is not { } theirs
            || tables.Ops.Find(visible.Pending) is not { State: not OpState.Acknowledged, Op.Kind: OpKind.Cas } stored
            || CellMerge.Sees(stored.Op, theirs, _author))
        {
            return null;
        }

        // What was set aside is not what is visible.
        var mine = stored.State == OpState.Open
            ? new Cell(id, stored.Op.Value, stored.Op.Dead, stored.Op.Stamp, _author.Replica, stored.Op.Id, theirs.Seq)
            : visible.Cell with { Stamp = stored.Op.Stamp };

        // When it was written, by the remote's clock; not when it would win.
        mine = mine with { Stamp = mine.Stamp + Offset() };
        return new PendingMerge(mine, theirs, stored.Ancestor is null ? null : SavedVersion.Read(stored.Ancestor), stored);
    }

    private bool IsCurrent(PendingMerge merge) =>
        Read(merge.Mine.Id) is { } current
        && current.Op.Op.N == merge.Op.Op.N
        && current.Theirs.Seq == merge.Theirs.Seq
        && current.Op.Op.Stamp == merge.Op.Op.Stamp
        && Same(current.Mine, merge.Mine);

    private Cell Resolved(PendingMerge merge, MergeResult result) => result.Choice switch
    {
        MergeChoice.Local => merge.Mine,
        MergeChoice.Remote => merge.Theirs,
        MergeChoice.Delete => Closest(merge, null, dead: true),
        _ => Closest(merge, result.Json, dead: false),
    };

    // A result that equals a side is that side: it makes no new version.
    private Cell Closest(PendingMerge merge, string? json, bool dead)
    {
        var made = new Cell(merge.Mine.Id, json, dead, now + Offset(), _author.Replica, "", merge.Theirs.Seq);
        return Same(made, merge.Theirs) ? merge.Theirs : Same(made, merge.Mine) ? merge.Mine : made;
    }

    // A new operation, for the old one may have been sent before; it stands on the version that was merged.
    private void Send(PendingMerge merge, Cell resolved, IReadOnlyList<StoredOp> left)
    {
        var position = tables.Position.Read();
        var op = new Op(position.NextOp, tables.Salt, OpKind.Cas, merge.Mine.Id, null, resolved.Dead, resolved.Stamp - Offset(), merge.Theirs.Seq,
            Replaced: merge.Op.Op.Standing);
        tables.Ops.Add(op, position.Epoch, left.Count == 0 ? 0 : left[^1].Op.N, ancestor: null, transaction: op.N);
        tables.Position.Write(position with { NextOp = op.N + 1 });
        tables.Shadows.Contest(merge.Mine.Id, contested: false);
        tables.Cells.Put(resolved with { Origin = _author.Replica, Op = op.Id, Seq = merge.Theirs.Seq }, op.N);
    }

    private long Offset() => tables.Meta.Number(MetaName.ClockOffset) ?? 0;

    private ConflictRecord Record(PendingMerge merge, ConflictState state, ItemVersion? resolved, string? reason) => new(
        merge.ConflictId, merge.Mine.Id.Key, null, Stamp.ToTime(now), strategyOf(merge.Mine.Id.Key), state,
        PendingMerge.Version(merge.Mine), PendingMerge.Version(merge.Theirs), resolved, reason);

    private static bool Same(Cell one, Cell other) => CellMerge.SameContent(one.Value, one.Dead, other.Value, other.Dead);
}
