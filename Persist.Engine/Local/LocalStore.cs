using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Engine.Local.Damage;
using Persist.Engine.Local.Files;
using Persist.Engine.Local.Reading;
using Persist.Engine.Local.Tables;
using Persist.Engine.Local.Writing;
using Persist.Engine.Merge;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Local;

/// <summary>The local store: items, the queue and what was refused; behind it the conflict log and the sync's side. Thread-safe. Knows nothing of the remote.</summary>
internal sealed class LocalStore : IDisposable
{
    private readonly OpenFile _file;

    private LocalStore(OpenFile file)
    {
        _file = file;
        Conflicts = new ConflictLog(file);
        Replication = new Replication(file);
    }

    /// <summary>This replica's random id, as last read: another one after a fork.</summary>
    public string Replica => _file.Replica;

    /// <summary>Why the file cannot be written to for now; null while it can.</summary>
    public PersistException? Refusal => _file.Refusal;

    /// <summary>What was decided, and what waits for a decision.</summary>
    public ConflictLog Conflicts { get; }

    /// <summary>What a sync does to the file.</summary>
    public Replication Replication { get; }

    /// <summary>The path of the lock that the syncing process holds.</summary>
    public string SyncLockPath => FileLock.SyncPath(_file.Path);

    /// <summary>Opens the file, and makes it when there is none.</summary>
    /// <exception cref="PersistException">The file cannot be used.</exception>
    public static LocalStore Open(
        string path, string name, Durability durability, Func<string, SyncStrategy> strategyOf, TimeProvider clock, RandomIds? ids = null)
    {
        SqliteFile.PrepareFolder(path);
        try
        {
            return new LocalStore(new OpenFile(path, name, durability, strategyOf, clock, ids ?? RandomIds.Secure));
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
        using (Claim(path))
        {
            // The log first: a database without its log is an older state, a log without its database is nothing. A journal without one neither.
            foreach (var file in new[] { SqliteFile.LogOf(path), SqliteFile.IndexOf(path), FileLock.SyncPath(path), path, SqliteFile.JournalOf(path) })
            {
                File.Delete(file);
            }
        }

        File.Delete(FileLock.PresencePath(path));
    }

    /// <summary>Makes sure that a file is a store's, and that no process has it open.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.NotAStore"/> or <see cref="PersistErrors.StoreInUse"/>.</exception>
    public static void CheckClosed(string path) => Claim(path).Dispose();

    public StoredItem? Get(string key) => _file.Read(reader => reader.Get(key));

    public bool Contains(string key) => _file.Read(reader => reader.Contains(key));

    public IEnumerable<StoredItem> Scan(string prefix) => _file.Stream(reader => reader.Scan(prefix));

    public IReadOnlyList<string> FindKeys(string prefix, int limit) => _file.Read(reader => reader.FindKeys(prefix, limit));

    public IEnumerable<(StoredOp Stored, long Attempts)> Queue() => _file.Stream(reader => reader.Queue());

    /// <summary>What is wrong with the file, in sentences; empty when it is sound.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = _file.Read(reader => reader.Problems());
        if (problems.Count > 0)
        {
            _file.FoundDamage();
        }

        return problems;
    }

    /// <summary>Where the file stands, and what it has from the remote there.</summary>
    public (Position Position, ContentSums Content) BaseSums() => _file.Read(reader => reader.BaseSums());

    /// <summary>What it has from the remote; see <see cref="LocalCheck.Base"/>.</summary>
    public IEnumerable<(CellKey Id, string? Value)> Base() => _file.Stream(reader => reader.Base());

    public LocalStatus Status() => _file.Read(reader => reader.Status());

    /// <summary>Reads things that belong together: all of them as they were at one moment.</summary>
    public T ReadSnapshot<T>(Func<LocalReader, T> body) => _file.Read(reader => reader.Snapshot(body));

    /// <summary>Writes items in one transaction.</summary>
    public T Write<T>(Func<ItemWriter, T> body) => Write((_, items) => body(items));

    /// <summary>Writes items in one transaction, also operation by operation.</summary>
    public T Write<T>(Func<OpWriter, ItemWriter, T> body)
    {
        var now = _file.Now();
        return _file.Transact(tables =>
        {
            var ops = new OpWriter(tables, now);
            var result = body(ops, new ItemWriter(ops, _file.StrategyOf));
            ops.Complete();
            return result;
        });
    }

    /// <inheritdoc cref="OpenFile.Position"/>
    public Position Position() => _file.Position();

    /// <inheritdoc cref="OpenFile.Outlook"/>
    public (Position Position, bool HasWork) Outlook() => _file.Outlook();

    /// <summary>Writes the file anew; see <see cref="LocalWriter.Compact"/>.</summary>
    public void Compact(CancellationToken cancellationToken) => _file.Compact(cancellationToken);

    /// <summary>How many bytes the file and its log take.</summary>
    public long Size() => new[] { _file.Path, SqliteFile.LogOf(_file.Path) }.Select(file => new FileInfo(file)).Where(file => file.Exists).Sum(file => file.Length);

    public IReadOnlyList<BuriedOp> DeadLetters() => _file.Read(reader => reader.DeadLetters());

    /// <summary>Does again what a refused operation was to do; false when there is no such one.</summary>
    public bool RetryDeadLetter(string id) => Write(writer => writer.RepeatDeadLetter(id));

    public bool DropDeadLetter(string id) => _file.Transact(tables => tables.DeadLetters.Delete(id));

    public void Dispose()
    {
        Replication.Dispose();
        Conflicts.Dispose();
        _file.Dispose();
    }

    private static FileLock Claim(string path)
    {
        var exclusive = FileLock.TryExclusive(FileLock.PresencePath(path)) ?? throw PersistErrors.StoreInUse.With(path);
        WriteAccess.CheckHeader(path, exclusive);
        return exclusive;
    }
}
