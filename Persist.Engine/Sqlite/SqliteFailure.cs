using System.Text.Json;
using Microsoft.Data.Sqlite;
using Persist.Engine.Errors;

namespace Persist.Engine.Sqlite;

/// <summary>What SQLite's result codes mean to a user. The native code stays on the inner exception.</summary>
internal static class SqliteFailure
{
    // Result codes: sqlite.org/rescode.html
    private const int Perm = 3, Busy = 5, Locked = 6, ReadOnly = 8, IoError = 10, Corrupt = 11, Full = 13, CantOpen = 14, NotADatabase = 26;

    // What .NET passes on as it is: ENOSPC and EDQUOT; ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL of Windows.
    private static readonly int[] DiskFullCodes = OperatingSystem.IsWindows()
        ? [unchecked((int)0x80070027), unchecked((int)0x80070070)]
        : [28, OperatingSystem.IsMacOS() ? 69 : 122];

    private const int ReadOnlyDisk = 30; // EROFS

    /// <summary>The Persist error for a failure on a file.</summary>
    /// <param name="failure">What SQLite reported.</param>
    /// <param name="path">The file.</param>
    public static PersistException Translate(SqliteException failure, string path) => failure.SqliteErrorCode switch
    {
        Busy or Locked => PersistErrors.StoreBusy.Because(failure, path, SqliteFile.BusyTimeout.TotalSeconds),
        Full => PersistErrors.DiskFull.Because(failure, path),
        Corrupt => PersistErrors.StoreCorrupt.Because(failure, path, Reason(failure)),
        NotADatabase => PersistErrors.NotAStore.Because(failure, path, "it is not a SQLite database"),
        // A full disk can show as a failed write, or as a file beside it that cannot be made, instead of SQLITE_FULL.
        IoError or CantOpen when IsDiskFull(path) => PersistErrors.DiskFull.Because(failure, path),
        ReadOnly or Perm or CantOpen => PersistErrors.PathNotWritable.Because(failure, path, Reason(failure)),
        _ => PersistErrors.LocalFailure.Because(failure, path, Reason(failure)),
    };

    /// <summary>True for what reading or writing a file that is known to be a store can throw.</summary>
    public static bool Covers(Exception failure) => failure is SqliteException || IsUnreadable(failure);

    /// <summary>True for what reading a row throws that does not hold what a store writes.</summary>
    public static bool IsUnreadable(Exception failure) => failure is InvalidDataException or FormatException or OverflowException or JsonException;

    /// <summary>The Persist error for what <see cref="Covers"/> is true for.</summary>
    public static PersistException TranslateKnown(Exception failure, string path) => failure is SqliteException sqlite
        ? TranslateKnown(sqlite, path)
        // Of a number or of JSON the message would quote what is stored.
        : PersistErrors.StoreCorrupt.Because(failure, path, failure is InvalidDataException ? failure.Message : "a row does not hold what its table is for");

    /// <summary>The Persist error for a file beside the database that could not be opened or made.</summary>
    public static PersistException Translate(IOException failure, string path) => failure.HResult switch
    {
        _ when DiskFullCodes.Contains(failure.HResult) => PersistErrors.DiskFull.Because(failure, path),
        ReadOnlyDisk when !OperatingSystem.IsWindows() => PersistErrors.PathNotWritable.Because(failure, path, failure.Message),
        _ => PersistErrors.LocalFailure.Because(failure, path, failure.Message),
    };

    /// <summary>The Persist error for a failure on a file that is known to be a store: what SQLite takes for no database is a damaged one.</summary>
    public static PersistException TranslateKnown(SqliteException failure, string path) => failure.SqliteErrorCode == NotADatabase
        ? PersistErrors.StoreCorrupt.Because(failure, path, "its header cannot be used")
        : Translate(failure, path);

    /// <summary>True for a lock that somebody else holds.</summary>
    public static bool IsBusy(SqliteException failure) => failure.SqliteErrorCode is Busy or Locked;

    /// <summary>True for a failure that says that the file, or the disk below it, is damaged.</summary>
    public static bool IsDamage(SqliteException failure) => failure.SqliteErrorCode is IoError or Corrupt or NotADatabase;

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
