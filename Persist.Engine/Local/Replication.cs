using Persist.Engine.Local.Files;
using Persist.Engine.Local.Lineage;
using Persist.Engine.Local.Reading;
using Persist.Engine.Local.Replicating;
using Persist.Engine.Local.Tables;
using Persist.Engine.Merge;

namespace Persist.Engine.Local;

/// <summary>What a sync does to the local file: sends what waits, takes in what arrives, and mends its past.</summary>
/// <param name="file">The open file.</param>
internal sealed class Replication(OpenFile file) : IDisposable
{
    private readonly Lookahead _lookahead = new(file.Readers, file.Path);

    /// <summary>This replica, and everything that its file has written.</summary>
    public Author Author() => file.Read(reader => reader.Author());

    public string? RemoteId() => file.Read(reader => reader.RemoteId());

    /// <summary>The id of the remote that the file is synced with; the first one asked about is remembered.</summary>
    public string BindRemote(string remoteId) => file.Transact(tables =>
    {
        if (tables.Meta.Text(MetaName.RemoteId) is { } known)
        {
            return known;
        }

        tables.Meta.Set(MetaName.RemoteId, remoteId);
        return remoteId;
    });

    /// <summary>Notes where the remote stands and what its clock says.</summary>
    public void SawRemote(long head, long? clockOffset) => Note(tables =>
    {
        tables.Meta.Set(MetaName.RemoteHead, head);
        if (clockOffset is not null)
        {
            tables.Meta.Set(MetaName.ClockOffset, clockOffset);
        }
    });

    /// <summary>Notes how far the remote has purged; nothing is written where the file knows it.</summary>
    public void SawFloor(long floor)
    {
        if (floor > 0 && file.Read(reader => reader.Floor()) != floor)
        {
            Note(tables => MissingTombstones.NotePurge(tables, floor, file.Now()));
        }
    }

    /// <summary>Notes that a sync ended well.</summary>
    public void Synced(long head) => Note(tables =>
    {
        tables.Meta.Set(MetaName.RemoteHead, head);
        tables.Meta.Set(MetaName.LastSync, file.Now());
    });

    /// <summary>The batch that was being sent when the answer, or the process, was lost; null when there is none.</summary>
    public FrozenBatch? FrozenBatch() =>
        file.Transact(tables => Batches(tables).Current(tables.Position.Read()));

    /// <summary>True when an operation waits to be sent.</summary>
    public bool HasPending() => file.Read(reader => reader.HasPending());

    /// <summary>The batch to send next; null when nothing waits, which takes no write transaction to see.</summary>
    public FrozenBatch? Freeze(BatchBounds bounds) => HasPending()
        ? file.Transact(tables => Batches(tables).Freeze(bounds))
        : null;

    /// <summary>Takes in the remote's answer; see <see cref="Replicating.Batches.Settle"/>.</summary>
    public bool Settle(FrozenBatch batch, PushResult outcome) => file.Transact(tables => Batches(tables).Settle(batch, outcome), Ending.Repeatable);

    /// <summary>Takes in the remote's answer and goes on with the next batch; see <see cref="Replicating.Batches.SettleAndFreeze"/>.</summary>
    public (bool Direct, FrozenBatch? Next) SettleAndFreeze(FrozenBatch batch, PushResult outcome, BatchBounds bounds)
    {
        if (!_lookahead.IsAtEnd)
        {
            return file.Transact(tables => Batches(tables).SettleAndFreeze(batch, outcome, bounds, _lookahead.Take(bounds)));
        }

        // Should the answer be lost with the power, the next pull brings it again; a batch that is to be sent may not be lost.
        var direct = Settle(batch, outcome);
        return (direct, direct && outcome.Rejected.Count == 0 ? Freeze(bounds) : null);
    }

    /// <summary>What can be done while a batch is under way: settle the one before, and read the one behind.</summary>
    public void WorkAhead(BatchBounds bounds)
    {
        FinishSettling();
        _lookahead.Read(bounds);
    }

    /// <summary>Settles a batch whose settlement was put off, here or by a process that has ended since.</summary>
    public void FinishSettling()
    {
        if (file.Read(reader => reader.HasSettlementNote()))
        {
            // Forced to the disk here, beside the server's work; else the next batch, which must be, would have to wait for it.
            file.Transact(tables => Batches(tables).FinishSettling());
        }
    }

    /// <summary>The remote has refused the batch for good; see <see cref="Replicating.Batches.Refused"/>.</summary>
    public void Refused(FrozenBatch batch, string? bury) => file.Transact(tables => Batches(tables).Refused(batch, bury));

    /// <summary>Applies rows of the remote and moves the cursor to the end of their pushes.</summary>
    public int Apply(IReadOnlyList<Cell> cells, IReadOnlyList<ConflictFact> conflicts, long cursor, long head, string? headTail) =>
        file.Transact(
            tables => new Pages(tables, file.PutConflicts(tables), file.Now()).Apply(cells, conflicts, cursor, head, headTail), Ending.Repeatable);

    /// <summary>
    /// The position beyond the cursor that tells the file's past: how far it has heard of the remote. Null where its cursor, and what
    /// it has pushed last, tell enough; they do not after a pull that broke off between two pages, and after a fork or a repair.
    /// </summary>
    public Position? Anchor(Position position, bool isCopied) =>
        (isCopied || position.Tail is null || position.Author.Former is not null)
        && file.Read(reader => reader.Horizon()) is { } end && end.Seq > position.Cursor
            ? position with { Cursor = end.Seq, Tail = end.Tail }
            : null;

    /// <summary>Where the file stood, and the remote's names for that.</summary>
    public KnownPast KnownPast() => file.Read(reader => reader.KnownPast());

    /// <summary>Starts to gather a whole snapshot of the remote; nothing is visible of it before <see cref="ReplaceBase"/>.</summary>
    public void BeginSnapshot() => file.Transact(tables => tables.Snapshot.Begin());

    /// <summary>Adds a page to the snapshot.</summary>
    public void Gather(IReadOnlyList<Cell> cells, IReadOnlyList<ConflictFact> conflicts) => file.Transact(tables =>
    {
        foreach (var cell in cells)
        {
            tables.Snapshot.Add(cell);
        }

        var log = file.PutConflicts(tables);
        foreach (var conflict in conflicts)
        {
            log.Record(conflict);
        }
    });

    /// <summary>The snapshot takes the place of what was known of the remote; see <see cref="BaseReplacement"/>.</summary>
    public RecoveryNote ReplaceBase(long head, string? tail) => file.Transact(tables =>
    {
        Tables.KnownPast.ForgetAll(tables); // a restore that the purge has hidden may lie between
        var changed = new BaseReplacement(tables, file.Now(), file.StrategyOf, goneIsDeleted: true).Run(head, tail);
        tables.Snapshot.Begin(); // its space is free again
        return new RecoveryNote("Resync", file.Now(), tables.Ops.CountUnsent(), 0, 0, changed).Keep(tables);
    });

    /// <summary>What waits in the queue and may have been sent by another copy of the file.</summary>
    public WaitingOps Unsent() => file.Transact(tables => tables.Ops.Unsent());

    /// <summary>Goes on as a replica of its own; see <see cref="Lineage.Forks.Split"/>.</summary>
    public RecoveryNote Split(Position position, ForkFindings findings)
    {
        var note = file.Transact(tables => Forks(tables).Split(position, file.Ids.Name(), findings));
        file.Position(); // takes note of the new id
        return note;
    }

    /// <summary>The snapshot of a remote with another past takes the place of what was known of it; see <see cref="Lineage.Repair"/>.</summary>
    public RecoveryNote Repair(Position asked, RepairFindings findings)
    {
        var note = file.Transact(tables => Repair(tables, asked, findings));
        file.Position(); // takes note of the new id
        return note;
    }

    /// <summary>What <see cref="Repair(Position, RepairFindings)"/> would do. Nothing is changed by it.</summary>
    public RecoveryNote RehearseRepair(Position asked, RepairFindings findings) =>
        file.Transact(tables => Repair(tables, asked, findings), Ending.Rehearsed);

    public void Dispose() => _lookahead.Dispose();

    private void Note(Action<LocalTables> note) => file.Transact(note, Ending.Repeatable);

    private RecoveryNote Repair(LocalTables tables, Position asked, RepairFindings findings)
    {
        Batches(tables).FinishSettling();
        return new Repair(tables, file.Now(), file.StrategyOf).Run(asked, file.Ids.Name(), findings);
    }

    private Batches Batches(LocalTables tables) => new(tables, file.Ids, file.PutConflicts(tables), file.Now());

    private Forks Forks(LocalTables tables) => new(tables, file.PutConflicts(tables), file.Now());
}
