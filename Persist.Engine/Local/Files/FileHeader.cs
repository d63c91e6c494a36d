using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using Persist.Engine.Errors;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Local.Files;

/// <summary>The first bytes of a file, which tell whose it is (sqlite.org/fileformat.html).</summary>
internal static class FileHeader
{
    private const int Size = 100, PagesAt = 28, SchemaVersionAt = 60, ApplicationIdAt = 68;

    /// <summary>Refuses what is not a store, before SQLite is let near: opening for writing already turns a database to WAL.</summary>
    /// <remarks>Only for a file that this process does not have open: see <see cref="WriteAccess.Open"/>.</remarks>
    /// <exception cref="PersistException"><see cref="PersistErrors.NotAStore"/>, or the file cannot be read.</exception>
    public static void Check(string path)
    {
        if (new FileInfo(path) is not { Exists: true, Length: > 0 })
        {
            return; // to be made; a pipe, which would be waited for for ever, is left to SQLite too
        }

        var header = Read(path, out var length);
        if (IsUndone(header, path))
        {
            return;
        }

        if (!IsDatabase(header, length))
        {
            throw PersistErrors.NotAStore.With(path, "it is not a SQLite database");
        }

        var owner = IsFirstPageAlone(header) ? OwnerByLog(path) : Field(header, ApplicationIdAt);
        if (owner == FileMark.Hub)
        {
            throw PersistErrors.NotAStore.With(path, FileMark.HubAsStore);
        }

        if (owner is not (null or FileMark.Store))
        {
            throw PersistErrors.NotAStore.With(path, "it is a SQLite database of another program");
        }
    }

    private static byte[] Read(string path, out long length)
    {
        try
        {
            var header = new byte[Size];
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.ReadAtLeast(header, Size, throwOnEndOfStream: false);
            length = file.Length;
            return header;
        }
        catch (IOException failure)
        {
            throw SqliteFailure.Translate(failure, path);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw PersistErrors.PathNotWritable.Because(failure, path, failure.Message);
        }
    }

    // The power went before the first page was on the disk: by the journal SQLite makes the file empty again.
    private static bool IsUndone(byte[] header, string path) =>
        !header.AsSpan().ContainsAnyExcept((byte)0) && new FileInfo(SqliteFile.JournalOf(path)) is { Exists: true, Length: > 0 };

    private static bool IsDatabase(byte[] header, long length) =>
        length >= SqliteFile.SmallestPage && header.AsSpan().StartsWith(SqliteFile.Signature);

    // Of a file that was killed right after its making, or is young and open, the content is still in the log.
    private static bool IsFirstPageAlone(byte[] header) =>
        Field(header, ApplicationIdAt) == 0 && Field(header, SchemaVersionAt) == 0 && Field(header, PagesAt) <= 1;

    // Null for a file without content, and for one that cannot be read: what is wrong with it is for the opening to say.
    private static long? OwnerByLog(string path)
    {
        try
        {
            using var connection = SqliteFile.OpenReadOnly(path);
            return SqliteFile.Scalar(connection, "SELECT count(*) FROM sqlite_schema") is 0L ? null : SqliteFile.Scalar(connection, "PRAGMA application_id") as long?;
        }
        catch (Exception failure) when (failure is SqliteException or PersistException)
        {
            return null;
        }
    }

    private static long Field(byte[] header, int at) => BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(at));
}
