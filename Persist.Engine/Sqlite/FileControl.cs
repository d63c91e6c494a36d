using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Persist.Engine.Sqlite;

/// <summary>What SQLite tells of an open database's file, without running a statement (sqlite.org/c3ref/file_control.html).</summary>
internal static class FileControl
{
    // SQLITE_FCNTL_HAS_MOVED and SQLITE_FCNTL_DATA_VERSION of sqlite3.h.
    private const int MovedOperation = 20, VersionOperation = 35;

    /// <summary>True when the file was deleted or moved, or another one lies in its place. Never on Windows, which refuses all three.</summary>
    public static bool HasMoved(SqliteConnection connection) => Ask(connection, MovedOperation) != 0;

    /// <summary>Another number after each commit, whoever made it. Of others' commits a connection hears when it begins to read.</summary>
    public static int DataVersion(SqliteConnection connection) => Ask(connection, VersionOperation);

    private static int Ask(SqliteConnection connection, int operation)
    {
        var answer = 0;
        // Of a file system that does not know the question, the answer stays 0.
        _ = sqlite3_file_control(connection.Handle!.DangerousGetHandle(), 0, operation, ref answer);
        return answer;
    }

    // SQLitePCLRaw has no name for it. The library is the one that it has loaded.
    [DllImport("e_sqlite3", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int sqlite3_file_control(nint database, nint name, int operation, ref int argument);
}
