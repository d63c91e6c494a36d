using System.Reflection;
using Microsoft.Data.Sqlite;
using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Engine.Local.Tables;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Local.Files;

/// <summary>Opens the local file: makes it, or makes sure that it is what it should be. A file that is refused is not changed.</summary>
internal static class LocalFile
{
    private const long DirtyByUse = 1, DirtyByDamage = 2;

    private const long SchemaVersion = 3;

    /// <summary>Opens the connection that writes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="store">The name of the store that it must hold, or gets.</param>
    /// <param name="durability">What a write that has returned survives.</param>
    /// <param name="alone">True when no other process has the file open.</param>
    /// <param name="ids">Where a new replica gets its name.</param>
    /// <param name="salt">The random number of this opening.</param>
    /// <exception cref="PersistException">The file cannot be used.</exception>
    public static SqliteConnection Open(string path, string store, Durability durability, bool alone, RandomIds ids, long salt)
    {
        var connection = SqliteFile.OpenWriter(path, durability == Durability.Full);
        try
        {
            SqliteFile.Execute(connection, "BEGIN IMMEDIATE");
            var created = Prepare(connection, path, store, alone, ids);
            NoteOpening(connection, alone, salt);
            SqliteFile.Execute(connection, "COMMIT");
            if (created)
            {
                // The header that tells whose file this is goes into the file itself at once.
                SqliteFile.Execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
            }

            return connection;
        }
        catch (Exception failure)
        {
            connection.Dispose();
            throw SqliteFailure.Covers(failure) ? SqliteFailure.TranslateKnown(failure, path) : failure;
        }
    }

    /// <summary>Makes sure that a file on a disk that cannot be written to can at least be read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="store">The name of the store that it must hold.</param>
    /// <param name="refusal">Why it cannot be written to; thrown when it cannot be read either.</param>
    /// <exception cref="PersistException">The file is not what it should be, or the refusal.</exception>
    public static void CheckReadable(string path, string store, PersistException refusal)
    {
        try
        {
            using var connection = SqliteFile.OpenReadOnly(path);
            var version = (long)SqliteFile.Scalar(connection, "PRAGMA user_version")!;
            if (version != SchemaVersion)
            {
                throw version > SchemaVersion ? PersistErrors.NewerSchema.With(path, version, SchemaVersion) : refusal;
            }

            using var meta = new MetaTable(connection);
            Check(connection, meta, path, store, alone: true);
        }
        catch (SqliteException failure)
        {
            throw SqliteFailure.IsDamage(failure) ? SqliteFailure.TranslateKnown(failure, path) : refusal;
        }
        catch (Exception failure) when (SqliteFailure.IsUnreadable(failure))
        {
            throw SqliteFailure.TranslateKnown(failure, path);
        }
        catch (PersistException failure) when (failure.Is(PersistErrors.PathNotWritable) || failure.Is(PersistErrors.LocalFailure))
        {
            throw refusal; // a log without its index, which SQLite would have to make
        }
    }

    /// <summary>The name of the store that a file holds.</summary>
    /// <exception cref="PersistException">The file cannot be read.</exception>
    public static string ReadName(string path)
    {
        using var connection = SqliteFile.OpenReader(path);
        try
        {
            using var meta = new MetaTable(connection);
            return meta.Text(MetaName.Store) ?? throw PersistErrors.NotAStore.With(path, "it has no name");
        }
        catch (Exception failure) when (SqliteFailure.Covers(failure))
        {
            throw SqliteFailure.TranslateKnown(failure, path);
        }
    }

    /// <summary>
    /// Marks the file as in use by an opening that has just got its lock. Until then another process may have had the file alone, and
    /// taken the opening for one of the past.
    /// </summary>
    /// <returns>True when one had.</returns>
    public static bool MarkUsed(LocalTables tables) => tables.Salts.Add(tables.Salt) | MarkUsed(tables.Meta, alone: false);

    /// <summary>Marks the file as closed: in order, by the last process that had it open; or, once damage was met in it, as one to be checked by whoever next has it for itself.</summary>
    /// <param name="tables">The open write transaction's tables.</param>
    /// <param name="isDamaged">True when this process has met damage.</param>
    /// <returns>True when it is in order.</returns>
    public static bool MarkClosed(LocalTables tables, bool isDamaged)
    {
        isDamaged |= tables.Meta.Number(MetaName.Dirty) == DirtyByDamage;
        tables.Meta.Set(MetaName.Dirty, isDamaged ? DirtyByDamage : 0L);
        return !isDamaged;
    }

    // The mark of damage stays, unless whoever has the file for itself has looked at it.
    private static bool MarkUsed(MetaTable meta, bool alone)
    {
        var dirty = meta.Number(MetaName.Dirty);
        if (dirty == DirtyByUse || (dirty == DirtyByDamage && !alone))
        {
            return false;
        }

        meta.Set(MetaName.Dirty, DirtyByUse);
        return true;
    }

    private static bool Prepare(SqliteConnection connection, string path, string store, bool alone, RandomIds ids)
    {
        var version = (long)SqliteFile.Scalar(connection, "PRAGMA user_version")!;
        if (version > SchemaVersion)
        {
            throw PersistErrors.NewerSchema.With(path, version, SchemaVersion);
        }

        if (version == 0)
        {
            if (SqliteFile.Scalar(connection, "SELECT count(*) FROM sqlite_schema") is not 0L)
            {
                throw PersistErrors.NotAStore.With(path, "it is a SQLite database of another program");
            }

            Create(connection, store, ids);
        }
        else if (version < SchemaVersion)
        {
            LocalMigration.Run(connection, Schema(), version);
            SqliteFile.Execute(connection, $"PRAGMA user_version={SchemaVersion}");
        }

        using var meta = new MetaTable(connection);
        Check(connection, meta, path, store, alone);
        MarkUsed(meta, alone);
        return version == 0;
    }

    private static void Check(SqliteConnection connection, MetaTable meta, string path, string store, bool alone)
    {
        if (meta.Text(MetaName.Store) is var name && name != store)
        {
            throw PersistErrors.StoreNameMismatch.With(path, name, store);
        }

        if (alone && meta.Number(MetaName.Dirty) is DirtyByUse or DirtyByDamage)
        {
            CheckIntegrity(connection, path);
        }
    }

    private static void NoteOpening(SqliteConnection connection, bool alone, long salt)
    {
        using var salts = new SaltTable(connection);
        if (alone)
        {
            using var position = new PositionTable(connection);
            salts.End(position.Read().NextOp - 1);
            salts.ForgetSettled();
        }

        salts.Add(salt);
    }

    private static void Create(SqliteConnection connection, string store, RandomIds ids)
    {
        SqliteFile.Execute(connection, Schema());
        SqliteFile.Execute(connection, "INSERT INTO epoch (id, base, first_op) VALUES (1, 0, 1)");
        PositionTable.Create(connection, ids.Name());
        using var meta = new MetaTable(connection);
        meta.Set(MetaName.Store, store);
        SqliteFile.Execute(connection, $"PRAGMA application_id={FileMark.Store}; PRAGMA user_version={SchemaVersion}");
    }

    private static string Schema()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Persist.Engine.Local.Files.schema.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    // The process that had the file open last did not close it (killed, or the power went), or met damage.
    private static void CheckIntegrity(SqliteConnection connection, string path)
    {
        if (SqliteFile.Scalar(connection, "PRAGMA quick_check(1)") is string report && report != "ok")
        {
            throw PersistErrors.StoreCorrupt.With(path, report);
        }
    }
}
