using Microsoft.Data.Sqlite;
using Persist.Engine.Errors;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Remotes.Sqlite;

/// <summary>What a failure on a hub file means to a user: a file that is away or locked is an offline or busy remote.</summary>
internal static class HubFailure
{
    // Result codes: sqlite.org/rescode.html
    private const int Busy = 5, Locked = 6, IoError = 10, CantOpen = 14;

    /// <summary>The Persist error for a failure on the hub.</summary>
    public static PersistException Translate(Exception failure, string path) => failure switch
    {
        SqliteException { SqliteErrorCode: Busy or Locked } => PersistErrors.RemoteBusy.Because(failure, path, "another process holds its lock"),
        SqliteException { SqliteErrorCode: CantOpen or IoError } when !File.Exists(path) => Missing(path),
        SqliteException sqlite => SqliteFailure.Translate(sqlite, path),
        PersistException known => known,
        _ => PersistErrors.RemoteFailure.Because(failure, path, failure.Message),
    };

    /// <summary>The file is not there: perhaps its disk is not, so it may come back.</summary>
    public static PersistException Missing(string path) =>
        PersistErrors.RemoteOffline.With(path, Directory.Exists(Path.GetDirectoryName(path)) ? "the file does not exist" : "its folder does not exist");
}
