using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Engine.Local.Files;
using Persist.Engine.Local.Reading;
using Persist.Engine.Local.Replicating;
using Persist.Engine.Local.Tables;

namespace Persist.Engine.Local;

/// <summary>One local file, open in this process: the ways to read and to write it, and what every change needs to know.</summary>
internal sealed class OpenFile : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly WriteAccess _writer;
    private volatile string _replica;

    /// <summary>Opens the file, and makes it when there is none.</summary>
    /// <exception cref="PersistException">The file cannot be used.</exception>
    public OpenFile(string path, string name, Durability durability, Func<string, SyncStrategy> strategyOf, TimeProvider clock, RandomIds ids)
    {
        (Path, StrategyOf, _clock, Ids) = (path, strategyOf, clock, ids);
        _writer = new WriteAccess(path, name, durability, ids, ids.Number());
        Readers = new LocalReaders(path, name, _writer);
        try
        {
            _writer.Open();
            _replica = Read(reader => reader.Position()).Author.Replica;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Who decides about a key.</summary>
    public Func<string, SyncStrategy> StrategyOf { get; }

    /// <summary>Where replicas and batches get their names.</summary>
    public RandomIds Ids { get; }

    /// <summary>The connections for reading.</summary>
    public LocalReaders Readers { get; }

    /// <summary>This replica's random id, as last read: another one after a fork.</summary>
    public string Replica => _replica;

    /// <summary>Why the file cannot be written to for now; null while it can.</summary>
    public PersistException? Refusal => _writer.Refusal;

    /// <summary>Where the file stands.</summary>
    public Position Position() => Noted(Read(reader => reader.Position()));

    /// <summary>Where the file stands, and whether a sync has something to merge, to send or to tell.</summary>
    public (Position Position, bool HasWork) Outlook()
    {
        var (position, hasWork) = Read(reader => reader.Outlook());
        return (Noted(position), hasWork);
    }

    /// <summary>The replica's clock: microseconds since 1970-01-01 UTC.</summary>
    public long Now() => Stamp.Now(_clock);

    /// <inheritdoc cref="LocalReaders.Read"/>
    public T Read<T>(Func<LocalReader, T> body) => Readers.Read(body);

    /// <inheritdoc cref="LocalReaders.Stream"/>
    public IEnumerable<T> Stream<T>(Func<LocalReader, IEnumerable<T>> body) => Readers.Stream(body);

    /// <inheritdoc cref="WriteAccess.Transact{T}"/>
    public T Transact<T>(Func<LocalTables, T> body, Ending ending = Ending.Durable) => _writer.Transact(body, ending);

    /// <inheritdoc cref="WriteAccess.Transact{T}"/>
    public void Transact(Action<LocalTables> body, Ending ending = Ending.Durable) => _writer.Transact(
        tables =>
        {
            body(tables);
            return true;
        },
        ending);

    /// <inheritdoc cref="WriteAccess.FoundDamage"/>
    public void FoundDamage() => _writer.FoundDamage();

    /// <inheritdoc cref="WriteAccess.Compact"/>
    public void Compact(CancellationToken cancellationToken) => _writer.Compact(cancellationToken);

    /// <summary>Where a transaction writes down the conflicts that a push settled.</summary>
    public PutConflicts PutConflicts(LocalTables tables) => new(tables, Now());

    public void Dispose()
    {
        Readers.Dispose();
        _writer.Dispose();
    }

    // The file's id is another one after a fork, in this process or in another.
    private Position Noted(Position position)
    {
        _replica = position.Author.Replica;
        return position;
    }
}
