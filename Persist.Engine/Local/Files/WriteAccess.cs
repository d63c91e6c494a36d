using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Engine.Local.Tables;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Local.Files;

/// <summary>
/// The way to the file's writer. A disk that is full or read-only when the store is opened only refuses writes: each tries to
/// open the file again, and when that works, everything goes on.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="store">The store's name.</param>
/// <param name="durability">What a write that has returned survives.</param>
/// <param name="ids">Where a new replica gets its name.</param>
/// <param name="salt">The random number of this opening.</param>
internal sealed class WriteAccess(string path, string store, Durability durability, RandomIds ids, long salt) : IDisposable
{
    private readonly object _gate = new();
    private volatile LocalWriter? _writer;
    private volatile PersistException? _refusal;
    private FileLock? _presence;
    private bool _closed;
    private volatile bool _isDamaged;

    /// <summary>Why the file cannot be written to; null while it can.</summary>
    public PersistException? Refusal => _refusal;

    /// <summary>Opens the file, for reading alone where its disk does not allow more.</summary>
    /// <exception cref="PersistException">The file cannot be used.</exception>
    public void Open()
    {
        try
        {
            OpenWriter(isFirst: true);
        }
        catch (PersistException failure) when (IsOfTheDisk(failure) && new FileInfo(path) is { Exists: true, Length: > 0 })
        {
            FileHeader.Check(path);
            LocalFile.CheckReadable(path, store, failure);
            _refusal = failure;
        }
    }

    /// <summary>Runs the body in one write transaction; see <see cref="LocalWriter.Transact{T}"/>.</summary>
    /// <exception cref="PersistException">The file could not be written; nothing of the body remains.</exception>
    public T Transact<T>(Func<LocalTables, T> body, Ending ending)
    {
        try
        {
            return (_writer ?? OpenAgain()).Transact(body, ending);
        }
        catch (PersistException failure)
        {
            Met(failure);
            throw;
        }
    }

    /// <summary>Takes note of damage, so that the next opening checks the file although it was closed in order.</summary>
    /// <param name="failure">What went wrong with the file.</param>
    public void Met(PersistException failure) => _isDamaged |= failure.Is(PersistErrors.StoreCorrupt);

    /// <summary>Takes note of damage that a check has found.</summary>
    public void FoundDamage() => _isDamaged = true;

    /// <summary>Writes the file anew; see <see cref="LocalWriter.Compact"/>.</summary>
    public void Compact(CancellationToken cancellationToken) => (_writer ?? OpenAgain()).Compact(cancellationToken);

    /// <summary>Refuses what is not a store. Beside a file that is none of ours nothing is left behind.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.NotAStore"/>.</exception>
    public static void CheckHeader(string path, FileLock? exclusive)
    {
        try
        {
            FileHeader.Check(path);
        }
        catch (PersistException) when (exclusive is not null)
        {
            exclusive.Dispose();
            File.Delete(FileLock.PresencePath(path));
            throw;
        }
    }

    /// <summary>Closes the file; the last process that does marks it as closed in order, unless one has met damage.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            if (_writer is null)
            {
                return;
            }

            _presence?.Dispose();
            using var last = TryAlone();
            if (_isDamaged || last is not null)
            {
                TryMark(_writer, _isDamaged);
            }

            _writer.Dispose();
        }
    }

    private static bool IsOfTheDisk(PersistException failure) => failure.Is(PersistErrors.DiskFull) || failure.Is(PersistErrors.PathNotWritable);

    private FileLock? TryAlone()
    {
        try
        {
            return FileLock.TryExclusive(FileLock.PresencePath(path));
        }
        catch (PersistException)
        {
            return null; // the folder was deleted, or its disk is away: the file cannot be marked
        }
    }

    private static void TryMark(LocalWriter writer, bool isDamaged)
    {
        try
        {
            writer.Transact(tables => LocalFile.MarkClosed(tables, isDamaged));
        }
        catch (PersistException)
        {
            // A full or damaged disk, say: the file stays marked as open, and the next opening checks it.
        }
    }

    private LocalWriter OpenAgain()
    {
        lock (_gate)
        {
            if (_closed)
            {
                throw PersistErrors.StoreClosed.With(store);
            }

            if (_writer is { } opened)
            {
                return opened;
            }

            var writer = OpenWriter(isFirst: false);
            _refusal = null;
            writer.Transact(tables => tables.Ops.RetryParked());
            return writer;
        }
    }

    // The lock first. Reading the file's header by hand while a connection of this process has it open would free SQLite's locks
    // on it (POSIX: closing any descriptor of a file frees all): it is checked once, before readers have the file open.
    private LocalWriter OpenWriter(bool isFirst)
    {
        LocalWriter writer;
        using (var exclusive = FileLock.TryExclusive(FileLock.PresencePath(path)))
        {
            if (isFirst)
            {
                CheckHeader(path, exclusive);
            }

            if (exclusive is not null)
            {
                FileLock.CheckHolds(FileLock.PresencePath(path));
                LinkedFile.Check(path);
            }

            writer = new LocalWriter(
                LocalFile.Open(path, store, durability, alone: exclusive is not null, ids, salt), path, store, durability, salt);
        }

        try
        {
            _presence = FileLock.WaitShared(FileLock.PresencePath(path), SqliteFile.BusyTimeout) ?? throw PersistErrors.StoreInUse.With(path);
            writer.Transact(LocalFile.MarkUsed, Ending.Repeatable);
            return _writer = writer;
        }
        catch
        {
            writer.Dispose();
            _presence?.Dispose();
            throw;
        }
    }
}
