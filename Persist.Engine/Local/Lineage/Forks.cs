using Persist.Engine.Local.Replicating;
using Persist.Engine.Local.Tables;
using Persist.Engine.Merge;

namespace Persist.Engine.Local.Lineage;

/// <summary>A copied file becomes a replica of its own. Called with the write transaction open.</summary>
/// <param name="tables">The open write transaction's tables.</param>
/// <param name="conflicts">Where the conflicts that a push settles are written down.</param>
/// <param name="now">The replica's clock: microseconds since 1970-01-01 UTC.</param>
internal sealed class Forks(LocalTables tables, PutConflicts conflicts, long now)
{
    private readonly Revision _revision = new(tables);

    /// <summary>
    /// Takes a new id and starts a new series of batches. Of the queue stays what no copy has sent; what one has sent is
    /// treated as if this file had, and goes when its row arrives.
    /// </summary>
    /// <param name="asked">Where the file stood when the remote was asked; nothing happens when it is another replica by now.</param>
    /// <param name="replica">The new id.</param>
    /// <param name="findings">What the remote told.</param>
    public RecoveryNote Split(Position asked, string replica, ForkFindings findings)
    {
        var position = tables.Position.Read();
        if (position.Author.Replica != asked.Author.Replica)
        {
            return RecoveryNote.FromJson(tables.Meta.Text(MetaName.Recovery))!; // another process was first
        }

        var old = position.Author;
        tables.Position.StartAnew(position, replica);
        tables.Meta.Set(MetaName.Horizon, findings.Through.ToString());

        var waiting = tables.Ops.CountUnsent();
        var (known, unknown) = (findings.Known, findings.Unknown);
        var named = tables.Ops.All().Where(stored => stored.State != OpState.Acknowledged && (known.Contains(stored.Op) || unknown.Contains(stored.Op))).ToList();
        var sent = findings.Sent.Sum(batch => Acknowledge(named, batch.Seq, batch.Ops, old, position.Cursor));
        var buried = Bury(named.FindAll(stored => unknown.Contains(stored.Op)));
        return new RecoveryNote("Fork", now, waiting - sent - buried, sent, buried).Keep(tables);
    }

    private long Acknowledge(List<StoredOp> named, long seq, OpIdSet ops, Author old, long cursor)
    {
        var sent = named.FindAll(stored => ops.Contains(stored.Op));
        // Also of one that waits: it may have been written over one that a merge or a person had yet to decide about.
        foreach (var stored in sent.Where(stored => stored.Op.Kind == OpKind.Cas))
        {
            tables.Conflicts.CloseOpen(stored.Op, old.Replica);
        }

        if (seq <= cursor)
        {
            // It has arrived already, among the rows of a copy that is a replica of its own.
            _revision.Withdraw(sent.Select(stored => stored.Op), now);
            return sent.Count;
        }

        var offset = tables.Meta.Number(MetaName.ClockOffset) ?? 0;
        var push = new PushContext(old, seq, now + offset, offset);
        var settlement = new Settlement(tables, conflicts, now, push, direct: false, PushResult.OfAll(push), byCopy: true);
        foreach (var cell in sent.GroupBy(stored => stored.Op.Cell))
        {
            settlement.Settle(cell.Key, [.. cell.Select(stored => stored.Op)]);
        }

        return sent.Count;
    }

    // Neither sent again, which might do it twice, nor dropped, which might lose it: a person decides.
    private long Bury(List<StoredOp> unknown)
    {
        _revision.Bury(
            [.. unknown.Select(stored => stored.Op)],
            "its file was copied, and was away for so long that the remote cannot tell whether the other copy has sent it", now);
        if (unknown.Count > 0)
        {
            tables.Salts.GiveUp(OpIdSet.Standing(unknown.ConvertAll(stored => stored.Op)));
        }

        return unknown.Count;
    }
}
