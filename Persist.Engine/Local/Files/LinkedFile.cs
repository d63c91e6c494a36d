using Microsoft.Data.Sqlite;
using Persist.Engine.Errors;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Local.Files;

/// <summary>A store's file that has several names (hard links): two processes that use different ones have a log each, and overwrite each other.</summary>
internal static class LinkedFile
{
    /// <summary>Refuses a file that another process has open under another name. Called when none has it open under this one.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.StoreLinked"/>.</exception>
    public static void Check(string path)
    {
        if (FileIdentity.OfLinked(path) is null)
        {
            return;
        }

        // Whoever has a database open in WAL mode holds a shared lock on the file itself, whatever its name.
        using var connection = SqliteFile.OpenReader(path);
        SqliteFile.Execute(connection, "PRAGMA busy_timeout=0; PRAGMA locking_mode=EXCLUSIVE");
        try
        {
            SqliteFile.Scalar(connection, "SELECT count(*) FROM sqlite_schema");
        }
        catch (SqliteException failure) when (SqliteFailure.IsBusy(failure))
        {
            throw PersistErrors.StoreLinked.With(path, "another process has it open under another one");
        }
        catch (SqliteException failure)
        {
            throw SqliteFailure.TranslateKnown(failure, path);
        }
    }
}
