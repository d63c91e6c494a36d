using Persist.Engine.Conflicts;
using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Engine.Merge;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Local;

/// <summary>One local file, open in this process. Thread-safe. Knows nothing of the remote.</summary>
internal sealed class LocalStore : IDisposable
{
    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly Func<string, SyncStrategy> _strategyOf;
    private readonly RandomIds _ids;
    private readonly long _salt;
    private readonly WriteAccess _writer;
    private readonly LocalReaders _readers;
    private readonly Lookahead _lookahead;
    private volatile string _replica;

    private LocalStore(string path, string name, Durability durability, Func<string, SyncStrategy> strategyOf, TimeProvider clock, RandomIds ids)
    {
        (_path, _strategyOf, _clock, _ids, _salt) = (path, strategyOf, clock, ids, ids.Number());
        _writer = new WriteAccess(path, name, durability, ids, _salt);
        _writer.Open();
        _readers = new LocalReaders(path, name, _writer);
        _lookahead = new Lookahead(_readers, path);
        _replica = Position().Author.Replica;
    }

    /// <summary>This replica's random id, as last read: another one after a fork.</summary>
    public string Replica => _replica;

    /// <summary>Why the file cannot be written to for now; null while it can.</summary>
    public PersistException? Refusal => _writer.Refusal;

    /// <summary>The user's merges run one at a time, whoever asks.</summary>
    public SemaphoreSlim MergeTurn { get; } = new(1);

    /// <summary>The path of the lock that the syncing process holds.</summary>
    public string SyncLockPath => _path + "-sync";

    /// <summary>Opens the file, and makes it when there is none.</summary>
    /// <exception cref="PersistException">The file cannot be used.</exception>
    public static LocalStore Open(
        string path, string name, Durability durability, Func<string, SyncStrategy> strategyOf, TimeProvider clock, RandomIds? ids = null)
    {
        SqliteFile.PrepareFolder(path);
        try
        {
            return new LocalStore(path, name, durability, strategyOf, clock, ids ?? RandomIds.Secure);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw PersistErrors.PathNotWritable.Because(failure, path, failure.Message);
        }
    }

    /// <summary>Deletes the files of a store that no process has open.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.StoreInUse"/> or <see cref="PersistErrors.NotAStore"/>.</exception>
    public static void Delete(string path)
    {
        using (var exclusive = FileLock.TryExclusive(FileLock.PresencePath(path)) ?? throw PersistErrors.StoreInUse.With(path))
        {
            WriteAccess.CheckHeader(path, exclusive);

            // The log first: a database without its log is an older state, a log without its database is nothing.
            foreach (var suffix in new[] { "-wal", "-shm", "-sync", "" })
            {
                File.Delete(path + suffix);
            }
        }

        File.Delete(FileLock.PresencePath(path));
    }

    public StoredItem? Get(string key) => _readers.Read(reader => reader.Get(key));

    public bool Contains(string key) => _readers.Read(reader => reader.Contains(key));

    public IEnumerable<StoredItem> Scan(string prefix) => _readers.Stream(reader => reader.Scan(prefix));

    public IReadOnlyList<string> FindKeys(string prefix, int limit) => _readers.Read(reader => reader.FindKeys(prefix, limit));

    public IEnumerable<(StoredOp Stored, long Attempts)> Queue() => _readers.Stream(reader => reader.Queue());

    public IEnumerable<ConflictRecord> Conflicts(string? key) => _readers.Stream(reader => reader.Conflicts(key));

    /// <summary>What is wrong with the file, in sentences; empty when it is sound.</summary>
    public IReadOnlyList<string> Problems() => _readers.Read(reader => reader.Problems());

    /// <summary>Where the file stands, and what it has from the remote there.</summary>
    public (Position Position, ContentChecksum Content) Base() => _readers.Read(reader => reader.Base());

    public LocalStatus Status() => _readers.Read(reader => reader.Status());

    /// <summary>Reads things that belong together: all of them as they were at one moment.</summary>
    public T ReadSnapshot<T>(Func<LocalReader, T> body) => _readers.Read(reader => reader.Snapshot(body));

    /// <summary>Writes items in one transaction.</summary>
    public T Write<T>(Func<ItemWriter, T> body) => Write((_, items) => body(items));

    /// <summary>Writes items in one transaction, also operation by operation.</summary>
    public T Write<T>(Func<OpWriter, ItemWriter, T> body)
    {
        var now = Now();
        return _writer.Transact(tables =>
        {
            var ops = new OpWriter(tables, _salt, now);
            var result = body(ops, new ItemWriter(ops, _strategyOf));
            ops.Complete();
            return result;
        });
    }

    public Position Position()
    {
        var position = _readers.Read(reader => reader.Position());
        _replica = position.Author.Replica;
        return position;
    }

    /// <summary>The batch that was being sent when the answer, or the process, was lost; null when there is none.</summary>
    public FrozenBatch? FrozenBatch() =>
        _writer.Transact(tables => Batches(tables).Current(tables.Position.Read()));

    /// <summary>The batch to send next; null when nothing waits, which takes no write transaction to see.</summary>
    public FrozenBatch? Freeze(BatchBounds bounds) => _readers.Read(reader => reader.HasPending())
        ? _writer.Transact(tables => Batches(tables).Freeze(bounds))
        : null;

    /// <summary>Takes in the remote's answer; see <see cref="Local.Batches.Settle"/>.</summary>
    public bool Settle(FrozenBatch batch, BatchOutcome outcome) => _writer.Transact(tables => Batches(tables).Settle(batch, outcome));

    /// <summary>Takes in the remote's answer and goes on with the next batch; see <see cref="Local.Batches.SettleAndFreeze"/>.</summary>
    public (bool Direct, FrozenBatch? Next) SettleAndFreeze(FrozenBatch batch, BatchOutcome outcome, BatchBounds bounds) =>
        _writer.Transact(tables => Batches(tables).SettleAndFreeze(batch, outcome, bounds, _lookahead.Take(bounds)));

    /// <summary>What can be done while a batch is under way: settle the one before, and read the one behind.</summary>
    public void WorkAhead(BatchBounds bounds)
    {
        FinishSettling();
        _lookahead.Read(bounds);
    }

    /// <summary>Settles a batch whose settlement was put off, here or by a process that has ended since.</summary>
    public void FinishSettling()
    {
        if (_readers.Read(reader => reader.HasSettlementNote()))
        {
            _writer.Transact(tables => Batches(tables).FinishSettling());
        }
    }

    /// <summary>This replica, and everything that its file has written.</summary>
    public Author Author() => _readers.Read(reader => reader.Author());

    /// <summary>What waits in the queue and may have been sent by another copy of the file.</summary>
    public IReadOnlyList<Op> Unsent() => _writer.Transact(tables => Forks(tables).Unsent());

    /// <summary>Goes on as a replica of its own; see <see cref="Local.Forks.Split"/>.</summary>
    public RecoveryNote Split(Position position, ForkFindings findings)
    {
        var note = _writer.Transact(tables => Forks(tables).Split(position, _ids.Name(), findings));
        _replica = Position().Author.Replica;
        return note;
    }

    /// <summary>Starts to gather a whole snapshot of the remote; nothing is visible of it before <see cref="ReplaceBase"/>.</summary>
    public void BeginSnapshot() => _writer.Transact(tables =>
    {
        tables.Snapshot.Begin();
        return true;
    });

    /// <summary>Adds a page to the snapshot.</summary>
    public void Gather(IReadOnlyList<Cell> cells, IReadOnlyList<ConflictFact> conflicts) => _writer.Transact(tables =>
    {
        foreach (var cell in cells)
        {
            tables.Snapshot.Add(cell);
        }

        var log = PutConflicts(tables);
        foreach (var conflict in conflicts)
        {
            log.Record(conflict);
        }

        return true;
    });

    /// <summary>The snapshot takes the place of what was known of the remote; see <see cref="BaseReplacement"/>.</summary>
    public RecoveryNote ReplaceBase(long head, string? tail) => _writer.Transact(tables =>
    {
        var changed = new BaseReplacement(tables, Now(), _strategyOf, goneIsDeleted: true).Run(head, tail);
        tables.Snapshot.Begin(); // its space is free again
        return new RecoveryNote("Resync", Now(), tables.Ops.CountUnsent(), 0, 0, changed).Keep(tables);
    });

    /// <summary>The snapshot of a remote with another past takes the place of what was known of it; see <see cref="Local.Repair"/>.</summary>
    public RecoveryNote Repair(Position asked, RepairFindings findings)
    {
        var note = _writer.Transact(tables =>
        {
            Batches(tables).FinishSettling();
            return new Repair(tables, _salt, Now(), _strategyOf).Run(asked, _ids.Name(), findings);
        });
        _replica = Position().Author.Replica;
        return note;
    }

    /// <summary>The remote has refused the batch for good; see <see cref="Local.Batches.Refused"/>.</summary>
    public void Refused(FrozenBatch batch, string? bury) => _writer.Transact(tables =>
    {
        Batches(tables).Refused(batch, bury);
        return true;
    });

    /// <summary>Applies rows of the remote and moves the cursor to the end of their pushes.</summary>
    public int Apply(IReadOnlyList<Cell> cells, IReadOnlyList<ConflictFact> conflicts, long cursor, string? tail, long head) =>
        _writer.Transact(tables => new Pages(tables, PutConflicts(tables), Now()).Apply(cells, conflicts, cursor, tail, head));

    /// <summary>The conflicts to be decided; none is the usual case, which takes no write transaction to see.</summary>
    public IReadOnlyList<PendingMerge> DueMerges() => _readers.Read(reader => reader.HasContested())
        ? _writer.Transact(tables => Merges(tables).Due())
        : [];

    public bool Save(PendingMerge merge, MergeResult result) => _writer.Transact(tables => Merges(tables).Save(merge, result));

    public void Park(PendingMerge merge, string reason) => _writer.Transact(tables =>
    {
        Merges(tables).Park(merge, reason);
        return true;
    });

    public void SetAside(PendingMerge merge) => _writer.Transact(tables =>
    {
        Merges(tables).SetAside(merge);
        return true;
    });

    /// <summary>A person decides about an open conflict.</summary>
    public Resolution Resolve(ConflictRecord conflict, MergeResult result) =>
        _writer.Transact(tables => Merges(tables).Resolve(conflict, result));

    /// <summary>How many conflicts were detected before a moment, and are decided and told.</summary>
    public long CountSettledConflicts(long before) => _readers.Read(reader => reader.CountSettledConflicts(before));

    /// <summary>Forgets them.</summary>
    public int DropSettledConflicts(long before) => _writer.Transact(tables => tables.Conflicts.DropSettled(before));

    /// <summary>Writes the file anew; see <see cref="LocalWriter.Compact"/>.</summary>
    public void Compact(CancellationToken cancellationToken) => _writer.Compact(cancellationToken);

    /// <summary>How many bytes the file and its log take.</summary>
    public long Size() => new[] { _path, _path + "-wal" }.Select(file => new FileInfo(file)).Where(file => file.Exists).Sum(file => file.Length);

    /// <summary>What waited in the log for a decision about a key has got one.</summary>
    public void CloseConflicts(ItemVersion resolved) => _writer.Transact(tables =>
    {
        tables.Conflicts.CloseOpen(resolved);
        return true;
    });

    public ConflictRecord? FindConflict(string id) => _readers.Read(reader => reader.FindConflict(id));

    public IReadOnlyList<BuriedOp> DeadLetters() => _readers.Read(reader => reader.DeadLetters());

    /// <summary>Does again what a refused operation was to do; false when there is no such one.</summary>
    public bool RetryDeadLetter(string id) => Write(writer => writer.RepeatDeadLetter(id));

    public bool DropDeadLetter(string id) => _writer.Transact(tables => tables.DeadLetters.Delete(id));

    /// <summary>Lets a new merge try what a former one failed at.</summary>
    public void RetryParked() => _writer.Transact(tables =>
    {
        tables.Ops.RetryParked();
        return true;
    });

    public string? RemoteId() => _readers.Read(reader => reader.RemoteId());

    /// <summary>The id of the remote that the file is synced with; the first one asked about is remembered.</summary>
    public string BindRemote(string remoteId) => _writer.Transact(tables =>
    {
        if (tables.Meta.Text(MetaName.RemoteId) is { } known)
        {
            return known;
        }

        tables.Meta.Set(MetaName.RemoteId, remoteId);
        return remoteId;
    });

    /// <summary>Notes where the remote stands and what its clock says.</summary>
    public void SawRemote(long head, long? clockOffset) => _writer.Transact(tables =>
    {
        tables.Meta.Set(MetaName.RemoteHead, head);
        if (clockOffset is not null)
        {
            tables.Meta.Set(MetaName.ClockOffset, clockOffset);
        }

        return true;
    });

    /// <summary>Notes that a sync ended well.</summary>
    public void Synced(long head) => _writer.Transact(tables =>
    {
        tables.Meta.Set(MetaName.RemoteHead, head);
        tables.Meta.Set(MetaName.LastSync, Now());
        return true;
    });

    public IReadOnlyList<ConflictRecord> UntoldConflicts() => _readers.Read(reader => reader.UntoldConflicts());

    public void Told(IReadOnlyList<ConflictRecord> conflicts) => _writer.Transact(tables =>
    {
        foreach (var conflict in conflicts)
        {
            tables.Conflicts.Told(conflict);
        }

        return true;
    });

    public void Dispose()
    {
        _lookahead.Dispose();
        _readers.Dispose();
        MergeTurn.Dispose();
        _writer.Dispose();
    }

    private long Now() => Stamp.Now(_clock);

    private Batches Batches(LocalTables tables) => new(tables, _ids, PutConflicts(tables), Now());

    private PutConflicts PutConflicts(LocalTables tables) => new(tables, Now());

    private Forks Forks(LocalTables tables) => new(tables, PutConflicts(tables), Now());

    private Merges Merges(LocalTables tables) => new(tables, _salt, Now(), _strategyOf);
}
