using Microsoft.Data.Sqlite;
using Persist.Engine.Errors;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Remotes.Sqlite;

/// <summary>The open hub file, opened again when another file has taken its place, or its log was deleted below it.</summary>
internal sealed class HubFile(string path) : IDisposable
{
    private SqliteConnection? _connection;
    private WalCheckpoint? _checkpoint;
    private FilePlace? _place;

    /// <summary>Makes the file and its tables when there are none, and opens it.</summary>
    /// <exception cref="PersistException">The file cannot be used as a hub.</exception>
    public SqliteConnection Create()
    {
        Close();
        // The folder is not made: the mount point of a disk that is away would get a second, empty hub.
        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            throw HubFailure.Missing(path);
        }

        SqliteFile.PrepareFolder(path);
        return Open(create: true);
    }

    /// <summary>The connection to the file that is at the path now.</summary>
    /// <exception cref="PersistException">The file is gone, or cannot be used as a hub.</exception>
    public SqliteConnection Connection()
    {
        if (!File.Exists(path))
        {
            Close();
            throw HubFailure.Missing(path);
        }

        if (_connection is { } open && _place!.Missing() is null)
        {
            return open;
        }

        Close();
        return Open(create: false);
    }

    /// <summary>Moves a long write-ahead log into the file.</summary>
    public void AfterCommit() => _checkpoint?.AfterCommit();

    public void Dispose() => Close();

    private SqliteConnection Open(bool create)
    {
        CheckBeforeChanging();
        var connection = SqliteFile.OpenWriter(path, isFull: true);
        try
        {
            HubSchema.Check(connection, path);
            HubSchema.Upgrade(connection);
            if (create)
            {
                HubSchema.Create(connection);
            }
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        _place = new FilePlace(connection, path);
        _checkpoint = new WalCheckpoint(connection, path);
        return _connection = connection;
    }

    // Opening for writing sets the journal mode, which another program's database must not suffer.
    private void CheckBeforeChanging()
    {
        if (new FileInfo(path) is { Exists: true, Length: > 0 } file)
        {
            // SQLite takes what is shorter than a page for an empty database, and would write over it.
            if (file.Length < SqliteFile.SmallestPage)
            {
                throw PersistErrors.NotAStore.With(path, "it is not a SQLite database");
            }

            using var reader = SqliteFile.OpenReader(path);
            HubSchema.Check(reader, path);
        }
    }

    private void Close()
    {
        _connection?.Dispose();
        (_connection, _checkpoint, _place) = (null, null, null);
    }
}
