using Microsoft.Data.Sqlite;
using Persist.Engine.Errors;
using Persist.Engine.Local.Tables;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Local.Files;

/// <summary>The one connection of this process that writes the file. Every change goes through <see cref="Transact{T}"/>.</summary>
internal sealed class LocalWriter : IDisposable
{
    private readonly object _gate = new();
    private readonly SqliteConnection _connection;
    private readonly WalCheckpoint _checkpoint;
    private readonly FilePlace _place;
    private readonly Statement _begin, _commit, _rollback;
    private readonly string _path, _store;
    private readonly LocalTables _tables;
    private readonly Durability _durability;
    private Durability _inForce;
    private int _version;
    private bool _closed;

    /// <summary>Takes over an open connection, which has the durability given.</summary>
    public LocalWriter(SqliteConnection connection, string path, string store, Durability durability, long salt)
    {
        _store = store;
        (_durability, _inForce) = (durability, durability);
        _connection = connection;
        _path = path;
        _tables = new LocalTables(connection, salt);
        _checkpoint = new WalCheckpoint(connection, path);
        _place = new FilePlace(connection, path);
        _begin = new Statement(connection, "BEGIN IMMEDIATE");
        _commit = new Statement(connection, "COMMIT");
        _rollback = new Statement(connection, "ROLLBACK");
    }

    /// <summary>Runs the body in one write transaction, which has ended when this returns.</summary>
    /// <exception cref="PersistException">The file could not be written; nothing of the body remains.</exception>
    public T Transact<T>(Func<LocalTables, T> body, Ending ending = Ending.Durable)
    {
        lock (_gate)
        {
            if (_closed)
            {
                throw PersistErrors.StoreClosed.With(_store);
            }

            var isCommitted = false;
            try
            {
                Enforce(ending == Ending.Repeatable ? Durability.Normal : _durability);
                _begin.Run();
                RefuseGhost();
                if (FileControl.DataVersion(_connection) != _version)
                {
                    _tables.Position.Forget(); // others have written
                }

                var result = body(_tables);
                if (ending != Ending.Rehearsed)
                {
                    _tables.Ops.Count.Write();
                    _checkpoint.BeforeCommit();
                    _commit.Run();
                    isCommitted = true;
                    _version = FileControl.DataVersion(_connection);
                    _checkpoint.AfterCommit();
                }

                return result;
            }
            catch (Exception failure) when (SqliteFailure.Covers(failure))
            {
                throw SqliteFailure.TranslateKnown(failure, _path);
            }
            finally
            {
                _tables.Ops.Count.Forget();
                if (!isCommitted)
                {
                    _tables.Position.Forget();
                }

                // Still inside a transaction: the body or the commit failed, or it was a rehearsal. SQLite may have rolled back by itself.
                if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0)
                {
                    _rollback.Run();
                }
            }
        }
    }

    /// <summary>Writes the file anew without what deletions left in it, and gathers what SQLite plans its queries by.</summary>
    /// <exception cref="OperationCanceledException">It was stopped; the file is as it was.</exception>
    /// <exception cref="PersistException">There is no room for the second copy, or another process is in the way.</exception>
    public void Compact(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_closed)
            {
                throw PersistErrors.StoreClosed.With(_store);
            }

            RefuseGhost();
            using var stop = cancellationToken.Register(() => SQLitePCL.raw.sqlite3_interrupt(_connection.Handle));
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                SqliteFile.Execute(_connection, "VACUUM");
                SqliteFile.Execute(_connection, "ANALYZE");
                _checkpoint.Run();
            }
            catch (SqliteException) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
            catch (SqliteException failure)
            {
                throw SqliteFailure.TranslateKnown(failure, _path);
            }
        }
    }

    // Never inside a transaction: SQLite refuses that.
    private void Enforce(Durability durability)
    {
        if (durability != _inForce)
        {
            SqliteFile.SetDurability(_connection, durability == Durability.Full);
            _inForce = durability;
        }
    }

    // Not after the commit: a file that is deleted while a transaction is under way takes it along, as it takes those before.
    private void RefuseGhost()
    {
        if (_place.Missing() is { } missing)
        {
            throw PersistErrors.StoreGone.With(_path, missing);
        }
    }

    /// <summary>Checkpoints and closes.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            try
            {
                _checkpoint.Run();
            }
            catch (SqliteException)
            {
                // A full or vanished disk: the log stays beside the file, and the next opening reads it.
            }

            _begin.Dispose();
            _commit.Dispose();
            _rollback.Dispose();
            _tables.Dispose();
            _connection.Dispose();
        }
    }
}
