using Persist.Engine.Local.Replicating;
using Persist.Engine.Local.Tables;
using Persist.Engine.Local.Writing;
using Persist.Engine.Merge;

namespace Persist.Engine.Local.Lineage;

/// <summary>
/// The remote has another past than the file: it was restored from a backup, or is another one. Its snapshot becomes the base;
/// what it has lost is sent again, or goes into the conflict log. Called with the write transaction open, so that a crash
/// leaves the file as it was before.
/// </summary>
/// <param name="tables">The open write transaction's tables.</param>
/// <param name="now">The replica's clock: microseconds since 1970-01-01 UTC.</param>
/// <param name="strategyOf">Who decides about a key.</param>
internal sealed class Repair(LocalTables tables, long now, Func<string, SyncStrategy> strategyOf)
{
    /// <summary>Repairs, under a new id: what the former one sends late must not be taken for what is sent now.</summary>
    /// <param name="asked">Where the file stood when the remote was asked; nothing happens when it is another replica by now.</param>
    /// <param name="replica">The new id.</param>
    /// <param name="findings">What the remote told.</param>
    public RecoveryNote Run(Position asked, string replica, RepairFindings findings)
    {
        var position = tables.Position.Read();
        if (position.Author.Replica != asked.Author.Replica)
        {
            return RecoveryNote.FromJson(tables.Meta.Text(MetaName.Recovery))!; // another process was first
        }

        tables.Kept.Take();
        var firstHead = MissingTombstones.Read(tables.Meta).FirstHead;
        var common = Math.Max(findings.Common.Through, tables.Snapshot.CommonThrough(findings.Common.Before, position.Cursor, findings.Floor, firstHead));
        tables.Position.StartAnew(position, replica, common);
        tables.Meta.Set(MetaName.Horizon, findings.Queue.Through.ToString());
        var (sent, buried) = SettleQueue(findings.Queue, position.Author.Replica);
        tables.Position.Rewind(common);
        KnownPast.Forget(tables, common);
        var (undecided, standing) = Waiting(common);
        tables.Snapshot.RebaseComparisons(common, findings.Keep == RepairKeep.Local);
        tables.Ops.ForgetMet();
        var waiting = tables.Ops.CountUnsent();
        new BaseReplacement(tables, now, strategyOf, goneIsDeleted: false).Run(findings.Head, findings.Tail);

        var lost = tables.Kept.FindLost(common);
        Decide(common, findings.Keep, undecided, standing);
        tables.Kept.Clear();
        tables.Snapshot.Begin();
        tables.Meta.Set(MetaName.RemoteId, findings.RemoteId);
        tables.Meta.Set(MetaName.RemoteHead, findings.Head);
        return new RecoveryNote($"Keep{findings.Keep}", now, waiting, sent, buried, lost, common).Keep(tables);
    }

    // What the snapshot has of the queue is in it; what the remote had taken and lost again is lost like any other version.
    private (long Sent, long Buried) SettleQueue(ForkFindings queue, string former)
    {
        var (known, nobodyKnows) = (queue.Known, queue.Unknown);
        var (sent, settled, unknown) = (0L, new List<Op>(), new List<Op>());
        foreach (var stored in tables.Ops.All())
        {
            var op = stored.Op;
            if (stored.State == OpState.Acknowledged)
            {
                settled.Add(op);
                tables.Kept.Lose(op.Cell);
            }
            else if (known.Contains(op))
            {
                sent++;
                settled.Add(op);
                // Also of one that waits: it may have been written over one that a merge or a person had yet to decide about.
                if (op.Kind == OpKind.Cas)
                {
                    tables.Conflicts.CloseOpen(op, former);
                }
            }
            else if (nobodyKnows.Contains(op))
            {
                unknown.Add(op);
            }
        }

        var revision = new Revision(tables);
        revision.Withdraw(settled, now);
        revision.Bury(unknown, "its remote was restored, and cannot tell whether another copy of the file has sent it", now);
        return (sent, unknown.Count);
    }

    // Undecided: a person was to decide, and the remote's version was shown. Standing: what waits was written over a version that
    // the remote has lost, and so has that in it.
    private (HashSet<CellKey> Undecided, List<CellKey> Standing) Waiting(long common)
    {
        var (undecided, standing) = (new HashSet<CellKey>(), new List<CellKey>());
        foreach (var stored in tables.Ops.All())
        {
            if (stored.State == OpState.Open)
            {
                undecided.Add(stored.Op.Cell);
            }

            if (stored.Op.Kind == OpKind.Cas && stored.Op.Base > common)
            {
                standing.Add(stored.Op.Cell);
            }
        }

        return (undecided, standing);
    }

    private void Decide(long common, RepairKeep keep, HashSet<CellKey> undecided, IEnumerable<CellKey> standing)
    {
        var log = new RepairConflicts(tables, now, strategyOf, common);
        if (keep == RepairKeep.Remote)
        {
            foreach (var id in tables.Kept.Lost())
            {
                log.RemoteStands(id);
            }

            return;
        }

        var ops = new OpWriter(tables, now);
        var writes = new RepairWrites(ops, new ItemWriter(ops, strategyOf));
        var key = "";
        foreach (var id in tables.Kept.Lost())
        {
            if (id.Key != key)
            {
                ops.BeginWrite();
                key = id.Key;
            }

            if (!undecided.Contains(id) && writes.Restore(id, tables.Kept.Find(id)))
            {
                log.LocalStands(id);
            }
            else
            {
                log.RemoteStands(id);
            }
        }

        ops.Complete();
        foreach (var id in standing.Except(tables.Shadows.Contested()))
        {
            log.LocalStands(id);
        }
    }
}
