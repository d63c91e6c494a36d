using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Persist.Engine.Sqlite;

/// <summary>
/// Moves the write-ahead log into the database when it has grown: with a SQLite that must not do so by itself (see
/// <see cref="SqliteVersion"/>), after the writer's commits. Any other does it in place and goes on in the same file, which
/// makes a single durable write three times as fast as one that has to make the file longer.
/// </summary>
/// <remarks>
/// TRUNCATE takes the write lock, so no other connection writes meanwhile. It does not wait for readers; one that is in the
/// way only puts the checkpoint off.
/// </remarks>
internal sealed class WalCheckpoint(SqliteConnection connection, string path)
{
    private const long Threshold = 4 * 1024 * 1024;

    // In pages. A single write costs less once the log is written over instead of made longer, so the log goes into the file
    // early. After a large write the next one is likely to touch the same pages (a push does), and a longer log saves writing
    // them to the file in between.
    private const int ShortLog = 1024, LongLog = 4096;

    // Rows that it changed.
    private const int LargeWrite = 100;

    // The writes after a large one, until it is taken for past: a sync has a few small ones between its large ones.
    private const int SmallWrites = 500;

    // None was large yet.
    private int _small = SmallWrites;

    private int _limit, _changes;

    private long _next = SqliteVersion.MustCheckpointAsWriter(connection) ? Threshold : long.MaxValue;

    /// <summary>Says how long SQLite may let the log get, which it looks at when it commits; called with the transaction open.</summary>
    public void BeforeCommit()
    {
        if (_next != long.MaxValue)
        {
            return; // SQLite must not do it
        }

        var changes = raw.sqlite3_total_changes(connection.Handle);
        _small = changes - _changes >= LargeWrite ? 0 : Math.Min(_small + 1, SmallWrites);
        _changes = changes;
        var limit = _small < SmallWrites ? LongLog : ShortLog;
        if (limit != _limit)
        {
            raw.sqlite3_wal_autocheckpoint(connection.Handle, limit);
            _limit = limit;
        }
    }

    /// <summary>Checkpoints if that is the writer's business and the log is long enough.</summary>
    public void AfterCommit()
    {
        if (_next == long.MaxValue)
        {
            return;
        }

        var length = Length();
        if (length < _next)
        {
            return;
        }

        try
        {
            _next = Run() ? Threshold : length + Threshold;
        }
        catch (SqliteException)
        {
            _next = length + Threshold; // a full disk, say: what was committed is in the log, and stays there
        }
    }

    /// <summary>Checkpoints now. False when a reader or another process was in the way.</summary>
    public bool Run()
    {
        SqliteFile.Execute(connection, "PRAGMA busy_timeout=0");
        try
        {
            return SqliteFile.Scalar(connection, "PRAGMA wal_checkpoint(TRUNCATE)") is 0L;
        }
        finally
        {
            SqliteFile.Execute(connection, $"PRAGMA busy_timeout={(long)SqliteFile.BusyTimeout.TotalMilliseconds}");
        }
    }

    private long Length()
    {
        var file = new FileInfo(SqliteFile.LogOf(path));
        return file.Exists ? file.Length : 0;
    }
}
