using Microsoft.Data.Sqlite;
using Persist.Engine.Errors;

namespace Persist.Engine.Sqlite;

/// <summary>What SQLite's result codes mean to a user. The native code stays on the inner exception.</summary>
internal static class SqliteFailure
{
    // Result codes: sqlite.org/rescode.html
    private const int Perm = 3, Busy = 5, Locked = 6, ReadOnly = 8, IoError = 10, Corrupt = 11, Full = 13, CantOpen = 14, NotADatabase = 26;

    /// <summary>The Persist error for a failure on a file.</summary>
    /// <param name="failure">What SQLite reported.</param>
    /// <param name="path">The file.</param>
    public static PersistException Translate(SqliteException failure, string path) => failure.SqliteErrorCode switch
    {
        Busy or Locked => PersistErrors.StoreBusy.Because(failure, path, SqliteFile.BusyTimeout.TotalSeconds),
        Full => PersistErrors.DiskFull.Because(failure, path),
        Corrupt => PersistErrors.StoreCorrupt.Because(failure, path, Reason(failure)),
        NotADatabase => PersistErrors.NotAStore.Because(failure, path, "it is not a SQLite database"),
        ReadOnly or Perm or CantOpen => PersistErrors.PathNotWritable.Because(failure, path, Reason(failure)),
        // A full disk can show as a failed write or sync instead of SQLITE_FULL.
        IoError when IsDiskFull(path) => PersistErrors.DiskFull.Because(failure, path),
        _ => PersistErrors.LocalFailure.Because(failure, path, Reason(failure)),
    };

    /// <summary>The Persist error for a failure on a file that is known to be a store: what SQLite takes for no database is a damaged one.</summary>
    public static PersistException TranslateKnown(SqliteException failure, string path) => failure.SqliteErrorCode == NotADatabase
        ? PersistErrors.StoreCorrupt.Because(failure, path, "its header cannot be used")
        : Translate(failure, path);

    // "SQLite Error 8: 'attempt to write a readonly database'." reads better without its frame.
    private static string Reason(SqliteException failure)
    {
        var first = failure.Message.IndexOf('\'', StringComparison.Ordinal);
        var last = failure.Message.LastIndexOf('\'');
        return last > first ? failure.Message[(first + 1)..last] : failure.Message;
    }

    private static bool IsDiskFull(string path)
    {
        try
        {
            return new DriveInfo(path).AvailableFreeSpace < 64 * 1024;
        }
        catch (Exception failure) when (failure is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return false; // unknown: the general error tells what SQLite said
        }
    }
}
