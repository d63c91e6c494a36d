using Microsoft.Data.Sqlite;

namespace Persist.Engine.Sqlite;

/// <summary>What is known of the SQLite library that runs.</summary>
internal static class SqliteVersion
{
    // Several connections that write and checkpoint can lose the WAL's content before this version (sqlite.org/wal.html).
    private static readonly Version WalResetFixed = new(3, 51, 3);

    /// <summary>True when only the writer may checkpoint, with the write lock held, and SQLite must not do so by itself.</summary>
    public static bool MustCheckpointAsWriter(SqliteConnection connection) => Version.Parse(connection.ServerVersion) < WalResetFixed;
}
