using Microsoft.Data.Sqlite;

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

    private long _next = SqliteVersion.MustCheckpointAsWriter(connection) ? Threshold : long.MaxValue;

    /// <summary>The log's file: there as long as the database is open.</summary>
    public string Log { get; } = path + "-wal";

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
        var file = new FileInfo(Log);
        return file.Exists ? file.Length : 0;
    }
}
