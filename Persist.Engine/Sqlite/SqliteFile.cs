using Microsoft.Data.Sqlite;
using Persist.Engine.Disk;
using Persist.Engine.Errors;

namespace Persist.Engine.Sqlite;

/// <summary>How every SQLite file of Persist is opened: the local store and the embedded remote alike.</summary>
internal static class SqliteFile
{
    /// <summary>How long a connection waits for another's lock.</summary>
    public static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(30);

    // A log that a long reader or a large transaction has made longer is cut to this when it starts anew. In bytes.
    private const long LogLimit = 16 * 1024 * 1024;

    // The log goes into the file when it is this long. A push writes the pages of its items twice, first with what was
    // written and then with its position, and a longer log saves one of the two.
    private const long LogPages = LogLimit / 4096;

    // Of the writer: a thousand changes all over a large store are a thousand pages. In KiB; SQLite's own 2 MiB hold half of
    // them, and what does not fit is written to the log in the middle of the transaction, and again at its end.
    private const long WriterCache = 16 * 1024;

    /// <summary>No database is shorter, in bytes, unless it is empty.</summary>
    public const int SmallestPage = 512;

    /// <summary>How every database begins (sqlite.org/fileformat.html).</summary>
    public static ReadOnlySpan<byte> Signature => "SQLite format 3\0"u8;

    static SqliteFile() => SQLitePCL.Batteries_V2.Init();

    /// <summary>A database's write-ahead log: there as long as the database is open.</summary>
    public static string LogOf(string path) => path + "-wal";

    /// <summary>The log's index: there as long as the log is.</summary>
    public static string IndexOf(string path) => path + "-shm";

    /// <summary>The journal of a database that is being made, before it has a log: there until its first page is on the disk.</summary>
    public static string JournalOf(string path) => path + "-journal";

    /// <summary>True for a file that begins as a database does. Only for one that this process does not have open.</summary>
    public static bool IsDatabase(string path)
    {
        try
        {
            // A pipe would be waited for.
            if (new FileInfo(path) is not { Exists: true, Length: >= SmallestPage })
            {
                return false;
            }

            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var header = new byte[Signature.Length];
            return file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length && header.AsSpan().SequenceEqual(Signature);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false; // whoever opens it is told
        }
    }

    /// <summary>Makes the folder of a file and refuses places where SQLite cannot lock.</summary>
    /// <exception cref="PersistException">The folder cannot be made, or is on a network file system.</exception>
    public static void PrepareFolder(string path)
    {
        if (Path.GetDirectoryName(path) is not { } folder)
        {
            throw PersistErrors.InvalidPath.With(path, "it is a folder");
        }

        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw PersistErrors.PathNotWritable.Because(failure, path, failure.Message);
        }
        catch (IOException failure)
        {
            throw PersistErrors.PathNotFound.Because(failure, path, failure.Message);
        }

        if (Directory.Exists(path))
        {
            throw PersistErrors.InvalidPath.With(path, "it is a folder");
        }

        if (NetworkDisk.KindOf(path) is { } kind)
        {
            throw PersistErrors.NetworkPath.With(path, kind);
        }
    }

    /// <summary>Opens a connection that may write, and creates the file when there is none.</summary>
    /// <exception cref="PersistException">The file cannot be used.</exception>
    public static SqliteConnection OpenWriter(string path, bool isFull)
    {
        // An empty file made first has the right mode from its first byte on.
        CreatePrivate(path);
        var connection = Open(path, SqliteOpenMode.ReadWrite);
        try
        {
            Execute(connection, "PRAGMA journal_mode=WAL");
            SetDurability(connection, isFull);
            Execute(connection, $"PRAGMA cache_size=-{WriterCache}");
            Execute(connection, SqliteVersion.MustCheckpointAsWriter(connection)
                ? "PRAGMA wal_autocheckpoint=0"
                : $"PRAGMA wal_autocheckpoint={LogPages}; PRAGMA journal_size_limit={LogLimit}");

            return connection;
        }
        catch (SqliteException failure)
        {
            connection.Dispose();
            throw SqliteFailure.Translate(failure, path);
        }
    }

    /// <summary>Says whether a commit is on the disk when it returns, or only in order with the others.</summary>
    public static void SetDurability(SqliteConnection connection, bool isFull) =>
        Execute(connection, isFull ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");

    /// <summary>Opens a connection for reading a file that exists.</summary>
    /// <exception cref="PersistException">The file cannot be used.</exception>
    public static SqliteConnection OpenReader(string path)
    {
        var connection = Open(path, SqliteOpenMode.ReadWrite);
        try
        {
            // A closing reader must not checkpoint beside a writer either.
            Execute(connection, "PRAGMA query_only=1; PRAGMA wal_autocheckpoint=0");
            return connection;
        }
        catch (SqliteException failure)
        {
            connection.Dispose();
            throw SqliteFailure.Translate(failure, path);
        }
    }

    /// <summary>Opens a connection that changes nothing, also on a disk that cannot be written to.</summary>
    /// <exception cref="PersistException">The file cannot be read.</exception>
    public static SqliteConnection OpenReadOnly(string path)
    {
        // Without a log there is nothing but the file, which SQLite then takes as it is: no lock, no file beside it.
        var log = new FileInfo(LogOf(path));
        return Open(log.Exists && log.Length > 0 ? path : Immutable(path), SqliteOpenMode.ReadOnly, path);
    }

    /// <summary>Runs statements that return nothing.</summary>
    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Reads one value; null for SQL NULL and for no row.</summary>
    public static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }

    // sqlite.org/uri.html
    private static string Immutable(string path) =>
        $"file:{(OperatingSystem.IsWindows() ? "/" : "")}{string.Join('/', path.Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString))}?immutable=1";

    private static SqliteConnection Open(string source, SqliteOpenMode mode, string? path = null)
    {
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = source,
            Mode = mode,
            Pooling = false, // so that closing frees the file
            DefaultTimeout = (int)BusyTimeout.TotalSeconds,
        };
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            connection.Open();
            Execute(connection, $"PRAGMA busy_timeout={(long)BusyTimeout.TotalMilliseconds}");
            return connection;
        }
        catch (SqliteException failure)
        {
            connection.Dispose();
            throw SqliteFailure.Translate(failure, path ?? source);
        }
    }

    private static void CreatePrivate(string path)
    {
        if (File.Exists(path))
        {
            return;
        }

        // Only if it is new: opening and closing a file that SQLite has open here would free SQLite's locks on it.
        try
        {
            PrivateFile.Open(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite).Dispose();
        }
        catch (UnauthorizedAccessException failure)
        {
            throw PersistErrors.PathNotWritable.Because(failure, path, failure.Message);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Somebody else has just made it.
        }
        catch (IOException failure)
        {
            throw SqliteFailure.Translate(failure, path);
        }
    }
}
