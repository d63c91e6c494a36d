using Microsoft.Data.Sqlite;
using Persist.Engine.Errors;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Remotes.Sqlite;

/// <summary>What a failure on a hub file means to a user: a file that is away or locked is an offline or busy remote.</summary>
internal static class HubFailure
{
    // Result codes: sqlite.org/rescode.html
    private const int Busy = 5, Locked = 6, IoError = 10, CantOpen = 14;

    /// <summary>True for what <see cref="Translate"/> is for.</summary>
    public static bool Covers(Exception failure) =>
        failure is SqliteException or IOException or UnauthorizedAccessException || IsUnreadable(failure);

    /// <summary>The Persist error for a failure on the hub.</summary>
    public static PersistException Translate(Exception failure, string path) => failure switch
    {
        SqliteException { SqliteErrorCode: Busy or Locked } => PersistErrors.RemoteBusy.Because(failure, path, "another process holds its lock"),
        SqliteException { SqliteErrorCode: CantOpen or IoError } when !File.Exists(path) => Missing(path),
        _ when IsUnreadable(failure) => PersistErrors.RemoteData.Because(failure, path, "a row does not hold what its table is for"),
        SqliteException sqlite => SqliteFailure.Translate(sqlite, path),
        PersistException known => known,
        _ => PersistErrors.RemoteFailure.Because(failure, path, failure.Message),
    };

    /// <summary>Runs part of a request; its failures become Persist's errors.</summary>
    /// <exception cref="PersistException">What went wrong, in the user's terms.</exception>
    public static T Translated<T>(Func<T> read, string path)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (Covers(failure))
        {
            throw Translate(failure, path);
        }
    }

    // What reading a column throws when it is NULL or of another type.
    private static bool IsUnreadable(Exception failure) =>
        failure is InvalidCastException or FormatException or OverflowException or (InvalidOperationException and not ObjectDisposedException);

    /// <summary>The file is not there: perhaps its disk is not, so it may come back.</summary>
    public static PersistException Missing(string path) =>
        PersistErrors.RemoteOffline.With(path, Directory.Exists(Path.GetDirectoryName(path)) ? "the file does not exist, and only a store that is new makes one" : "its folder does not exist");
}
