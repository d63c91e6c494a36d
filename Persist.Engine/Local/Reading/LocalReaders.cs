using System.Collections.Concurrent;
using Persist.Engine.Errors;
using Persist.Engine.Local.Files;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Local.Reading;

/// <summary>Connections for reading, so that readers wait neither for the writer nor for each other.</summary>
/// <param name="path">The file.</param>
/// <param name="store">The store's name.</param>
/// <param name="access">
/// Tells whether the file can be written to, for readers of one that cannot change nothing beside it either; and is told of damage.
/// </param>
internal sealed class LocalReaders(string path, string store, WriteAccess access) : IDisposable
{
    private readonly ConcurrentBag<LocalReader> _idle = [];
    private volatile bool _closed;

    /// <summary>Reads with an idle connection, or a new one.</summary>
    public T Read<T>(Func<LocalReader, T> body)
    {
        var reader = Rent();
        try
        {
            return body(reader);
        }
        catch (Exception failure) when (SqliteFailure.Covers(failure))
        {
            throw Translated(failure);
        }
        finally
        {
            Return(reader);
        }
    }

    /// <summary>Streams with a connection of its own until the enumeration ends.</summary>
    public IEnumerable<T> Stream<T>(Func<LocalReader, IEnumerable<T>> body)
    {
        var reader = Rent();
        try
        {
            using var items = body(reader).GetEnumerator();
            while (MoveNext(items))
            {
                yield return items.Current;
            }
        }
        finally
        {
            Return(reader);
        }
    }

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out var reader))
        {
            reader.Dispose();
        }
    }

    /// <summary>An idle connection, or a new one, which is the caller's to dispose.</summary>
    public LocalReader Rent()
    {
        if (_closed)
        {
            throw PersistErrors.StoreClosed.With(store);
        }

        if (access.Refusal is not null)
        {
            return new LocalReader(SqliteFile.OpenReadOnly(path), isShared: false);
        }

        return _idle.TryTake(out var idle) ? idle : Open();
    }

    private LocalReader Open() =>
        File.Exists(path) ? new LocalReader(SqliteFile.OpenReader(path), isShared: true) : throw PersistErrors.StoreGone.With(path, path);

    private bool MoveNext<T>(IEnumerator<T> items)
    {
        try
        {
            return items.MoveNext();
        }
        catch (Exception failure) when (SqliteFailure.Covers(failure))
        {
            throw Translated(failure);
        }
    }

    private PersistException Translated(Exception failure)
    {
        var known = SqliteFailure.TranslateKnown(failure, path);
        access.Met(known);
        return known;
    }

    private void Return(LocalReader reader)
    {
        if (_closed || !reader.IsShared)
        {
            reader.Dispose();
        }
        else
        {
            _idle.Add(reader);
            if (_closed)
            {
                Dispose(); // closed in between: nobody else would find it
            }
        }
    }
}
