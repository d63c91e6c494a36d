using Persist.Engine.Sqlite;

namespace Persist.Engine.Local.Reading;

/// <summary>Reads what comes behind the frozen batch while that is under way, so that nobody waits for it afterwards.</summary>
/// <param name="readers">The file's connections for reading: one of them is kept, for versions compare on one connection only.</param>
/// <param name="path">The file.</param>
internal sealed class Lookahead(LocalReaders readers, string path) : IDisposable
{
    private LocalReader? _reader;
    private QueueHead? _head;

    /// <summary>Reads the next batch's operations.</summary>
    public void Read(BatchBounds bounds)
    {
        _reader ??= readers.Rent();
        try
        {
            _head = _reader.QueueHead(bounds);
        }
        catch (Exception failure) when (SqliteFailure.Covers(failure))
        {
            throw SqliteFailure.TranslateKnown(failure, path);
        }
    }

    /// <summary>True when nothing was behind the batch. Something may be there by now.</summary>
    public bool IsAtEnd => _head is { Ops.Count: 0 };

    /// <summary>What was read, once; null when there is nothing, or when anything was written since.</summary>
    /// <remarks>Called with the write transaction open, so that it holds until that ends.</remarks>
    public QueueHead? Take(BatchBounds bounds)
    {
        var head = _head;
        _head = null;
        return head is not null && head.Bounds == bounds && head.Version == _reader!.Version() ? head : null;
    }

    public void Dispose() => _reader?.Dispose();
}
