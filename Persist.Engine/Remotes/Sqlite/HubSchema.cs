using Microsoft.Data.Sqlite;
using Persist.Engine.Errors;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Remotes.Sqlite;

/// <summary>The tables of a hub file: the same shape as in PostgreSQL (<c>docs/sql/001-schema.sql</c>).</summary>
internal static class HubSchema
{
    /// <summary>What <c>user_version</c> holds.</summary>
    public const int Version = 3;

    private const string Tables =
        """
        CREATE TABLE store (
            store TEXT NOT NULL PRIMARY KEY, remote_id TEXT NOT NULL,
            protocol INTEGER NOT NULL, protocol_min INTEGER NOT NULL, shards INTEGER NOT NULL DEFAULT 1, retention INTEGER DEFAULT 7776000000000
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE shard (
            store TEXT NOT NULL, shard INTEGER NOT NULL,
            head INTEGER NOT NULL DEFAULT 0, floor INTEGER NOT NULL DEFAULT 0, tail TEXT NOT NULL DEFAULT '',
            purged_at INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (store, shard)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE cell (
            store TEXT NOT NULL, shard INTEGER NOT NULL, key TEXT NOT NULL, kind TEXT NOT NULL, path TEXT NOT NULL,
            value TEXT, dead INTEGER NOT NULL, dead_at INTEGER,
            stamp INTEGER NOT NULL, origin TEXT NOT NULL, op TEXT NOT NULL, seq INTEGER NOT NULL, state TEXT,
            PRIMARY KEY (store, shard, key, kind, path)
        ) STRICT;
        CREATE INDEX cell_seq ON cell (store, shard, seq);
        CREATE TABLE replica (
            store TEXT NOT NULL, shard INTEGER NOT NULL, replica TEXT NOT NULL, name TEXT NOT NULL,
            batch_no INTEGER NOT NULL DEFAULT 0, batch_id TEXT NOT NULL DEFAULT '', seq INTEGER NOT NULL DEFAULT 0,
            result TEXT, shared TEXT, taken TEXT, last_seen INTEGER NOT NULL,
            PRIMARY KEY (store, shard, replica)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE batch (
            store TEXT NOT NULL, shard INTEGER NOT NULL, seq INTEGER NOT NULL,
            replica TEXT NOT NULL, batch_no INTEGER NOT NULL, batch_id TEXT NOT NULL, tail TEXT NOT NULL, at INTEGER NOT NULL, ops TEXT NOT NULL,
            PRIMARY KEY (store, shard, seq)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE conflict (
            store TEXT NOT NULL, shard INTEGER NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL,
            key TEXT NOT NULL, kind TEXT NOT NULL, path TEXT NOT NULL,
            winner_op TEXT NOT NULL, winner_origin TEXT NOT NULL, winner_value TEXT, winner_stamp INTEGER NOT NULL,
            loser_op TEXT NOT NULL, loser_origin TEXT NOT NULL, loser_value TEXT, loser_stamp INTEGER NOT NULL,
            PRIMARY KEY (store, shard, id)
        ) STRICT;
        CREATE INDEX conflict_seq ON conflict (store, shard, seq);
        """;

    /// <summary>Refuses a file that is not a hub, or a newer one; an empty file may become one.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.NotAStore"/> or <see cref="PersistErrors.NewerSchema"/>.</exception>
    public static void Check(SqliteConnection connection, string path)
    {
        if (IsEmpty(connection))
        {
            return;
        }

        if (SqliteFile.Scalar(connection, "PRAGMA application_id") is var owner && owner is not FileMark.Hub)
        {
            throw PersistErrors.NotAStore.With(path, owner is FileMark.Store
                ? "it is the local file of a store, and stores sync through a hub file, which is another one"
                : "it is a SQLite database, but not one that serves as a remote");
        }

        var version = (long)SqliteFile.Scalar(connection, "PRAGMA user_version")!;
        if (version > Version)
        {
            throw PersistErrors.NewerSchema.With(path, version, Version);
        }
    }

    /// <summary>Makes the tables in an empty file. Safe when several do so at the same time.</summary>
    public static void Create(SqliteConnection connection)
    {
        if (!IsEmpty(connection))
        {
            return;
        }

        using var transaction = connection.BeginTransaction(deferred: false);
        if (IsEmpty(connection)) // asked again under the lock: another process may have been first
        {
            SqliteFile.Execute(connection, Tables);
            SqliteFile.Execute(connection, $"PRAGMA application_id={FileMark.Hub}");
            SqliteFile.Execute(connection, $"PRAGMA user_version={Version}");
        }

        transaction.Commit();
    }

    /// <summary>Brings an older hub to this version's schema. Safe when several do so at the same time.</summary>
    public static void Upgrade(SqliteConnection connection)
    {
        if (!IsOlder(connection))
        {
            return;
        }

        using var transaction = connection.BeginTransaction(deferred: false);
        if (IsOlder(connection))
        {
            SchemaShape.Complete(connection, Tables);
            // Nobody knows when the batches came; the retention begins to count now.
            SqliteFile.Execute(connection, "UPDATE batch SET at = CAST(unixepoch('subsec') * 1000000 AS INTEGER) WHERE at = 0");
            SqliteFile.Execute(connection, "UPDATE batch SET tail = batch_id WHERE tail = ''"); // which was the name of its position
            SqliteFile.Execute(connection, $"PRAGMA user_version={Version}");
        }

        transaction.Commit();
    }

    private static bool IsOlder(SqliteConnection connection) => SqliteFile.Scalar(connection, "PRAGMA user_version") is > 0L and < Version;

    private static bool IsEmpty(SqliteConnection connection) =>
        SqliteFile.Scalar(connection, "SELECT COUNT(*) FROM sqlite_schema") is 0L
        && SqliteFile.Scalar(connection, "PRAGMA user_version") is 0L;
}
