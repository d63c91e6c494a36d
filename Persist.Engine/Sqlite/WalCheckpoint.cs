using Microsoft.Data.Sqlite;

namespace Persist.Engine.Sqlite;

/// <summary>Moves the write-ahead log into the database when it has grown; called by the writer after a commit.</summary>
/// <remarks>
/// TRUNCATE takes the write lock, so no other connection writes meanwhile: see <see cref="SqliteVersion"/>. It does not
/// wait for readers; one that is in the way only puts the checkpoint off.
/// </remarks>
internal sealed class WalCheckpoint(SqliteConnection connection, string path)
{
    private const long Threshold = 4 * 1024 * 1024;

    private long _next = Threshold;

    /// <summary>The log's file: there as long as the database is open.</summary>
    public string Log { get; } = path + "-wal";

    /// <summary>Checkpoints if the log is long enough.</summary>
    public void AfterCommit()
    {
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
