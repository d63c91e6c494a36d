using Microsoft.Data.Sqlite;
using Persist.Engine.Conflicts;
using Persist.Engine.Items;
using Persist.Engine.Local.Damage;
using Persist.Engine.Local.Tables;
using Persist.Engine.Merge;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Local.Reading;

/// <summary>One connection that only reads.</summary>
/// <param name="connection">The connection, which goes with it.</param>
/// <param name="isShared">
/// True for a connection that sees what others write. False for one that takes the file as it is, which is right for one
/// read at a time only.
/// </param>
internal sealed class LocalReader(SqliteConnection connection, bool isShared) : IDisposable
{
    private const string Items = $"SELECT {ItemRows.Columns} FROM cell WHERE dead=0 AND";

    private readonly Statement _get = new(connection, $"{Items} key=$1");

    private readonly Statement _scan = new(connection, $"{Items} key>=$1 ORDER BY key, kind, path");

    private readonly Statement _keys = new(connection, "SELECT DISTINCT key FROM cell WHERE dead=0 AND key>=$1 ORDER BY key LIMIT $2");

    private readonly Statement _exists = new(connection, "SELECT EXISTS (SELECT 1 FROM cell WHERE key=$1 AND dead=0)");

    private readonly Statement _hasPending = new(connection, $"SELECT {OpTable.HasPending}");

    private readonly Statement _hasContested = new(connection, $"SELECT {ShadowTable.HasContested}");

    private readonly Statement _version = new(connection, "PRAGMA data_version");

    private readonly PositionTable _position = new(connection);
    private readonly SaltTable _salts = new(connection);
    private readonly MetaTable _meta = new(connection);
    private readonly OpTable _ops = new(connection);
    private readonly ConflictTable _conflicts = new(connection);
    private readonly DeadLetterTable _deadLetters = new(connection);

    /// <summary>True when it may be used again.</summary>
    public bool IsShared { get; } = isShared;

    public StoredItem? Get(string key)
    {
        using var row = _get.Query(key);
        return ItemRows.ReadOne(row);
    }

    public bool Contains(string key) => _exists.Scalar(key) is 1L;

    /// <summary>Items from the first key with the prefix to the last, in the order of the keys' UTF-8 bytes.</summary>
    public IEnumerable<StoredItem> Scan(string prefix)
    {
        using var row = _scan.Query(prefix);
        foreach (var item in ItemRows.Read(row))
        {
            if (!item.Key.StartsWith(prefix, StringComparison.Ordinal))
            {
                yield break;
            }

            yield return item;
        }
    }

    /// <summary>The same, as the live cells of each item; a list is valid until the next is read.</summary>
    public IEnumerable<IReadOnlyList<VisibleCell>> Cells(string prefix)
    {
        using var row = _scan.Query(prefix);
        foreach (var cells in ItemRows.ReadCells(row).TakeWhile(cells => cells[0].Cell.Id.Key.StartsWith(prefix, StringComparison.Ordinal)))
        {
            yield return cells;
        }
    }

    public long CountItems() => (long)SqliteFile.Scalar(connection, "SELECT count(DISTINCT key) FROM cell WHERE dead=0")!;

    /// <summary>The remote's floor, as far as the file knows; null when it has heard of none.</summary>
    public long? Floor() => _meta.Number(MetaName.Floor);

    /// <summary>The remote's clock minus this machine's, in microseconds; 0 as long as nobody knows.</summary>
    public long ClockOffset() => _meta.Number(MetaName.ClockOffset) ?? 0;

    /// <summary>Reads things that belong together: all of them as they were at one moment.</summary>
    public T Snapshot<T>(Func<LocalReader, T> body)
    {
        SqliteFile.Execute(connection, "BEGIN");
        try
        {
            return body(this);
        }
        finally
        {
            SqliteFile.Execute(connection, "ROLLBACK"); // nothing was written; and a commit fails where a damaged page was met
        }
    }

    /// <summary>What is wrong with the file; see <see cref="LocalCheck"/>.</summary>
    public IReadOnlyList<string> Problems() => Snapshot(_ => new LocalCheck(connection).Problems());

    /// <summary>Where the file stands, and what it has from the remote there.</summary>
    public (Position Position, ContentSums Content) BaseSums() => Snapshot(_ => (_position.Read(), ContentSums.Of(Base())));

    /// <summary>What the file has from the remote; see <see cref="LocalCheck.Base"/>.</summary>
    public IEnumerable<(CellKey Id, string? Value)> Base() => new LocalCheck(connection).Base();

    public IReadOnlyList<string> FindKeys(string prefix, int limit)
    {
        var keys = new List<string>();
        using var row = _keys.Query(prefix, limit);
        while (row.Read() && row.GetString(0).StartsWith(prefix, StringComparison.Ordinal))
        {
            keys.Add(row.GetString(0));
        }

        return keys;
    }

    /// <summary>The operations in the queue, and how often each has been sent; 0 when it is not being sent.</summary>
    public IEnumerable<(StoredOp Stored, long Attempts)> Queue()
    {
        var position = _position.Read();
        return _ops.All().Select(stored =>
            (stored, stored.State == OpState.Pending && stored.Op.N <= position.FrozenThrough ? position.Attempts : 0));
    }

    public ConflictRecord? FindConflict(string id) => _conflicts.Find(id);

    public IReadOnlyList<BuriedOp> DeadLetters() => _deadLetters.All();

    public IEnumerable<ConflictRecord> Conflicts(string? key) => key is null ? _conflicts.All() : _conflicts.OfKey(key);

    /// <summary>This replica, and everything that its file has written.</summary>
    public Author Author() => _salts.Complete(_position.Read().Author);

    /// <summary>How many conflicts were detected before a moment, and are decided and told.</summary>
    public long CountSettledConflicts(long before) => _conflicts.CountSettled(before);

    public Position Position() => _position.Read();

    /// <inheritdoc cref="PositionTable.ReadWithWork"/>
    public (Position Position, bool HasWork) Outlook() => _position.ReadWithWork();

    /// <summary>True when an operation waits to be sent.</summary>
    public bool HasPending() => _hasPending.Scalar() is 1L;

    /// <summary>Another number as soon as anybody has written to the file, this process included.</summary>
    public long Version() => _version.Number();

    /// <summary>What comes behind the frozen batch. It is read without a transaction: its version tells whether it still holds.</summary>
    public QueueHead QueueHead(BatchBounds bounds)
    {
        var version = Version();
        var position = _position.Read();
        return new QueueHead(bounds, position.Cursor, bounds.Cut(_ops.Pending(position.FrozenThrough, long.MaxValue)), version);
    }

    /// <summary>Where the last pull of several pages was to end; null when there was none.</summary>
    public Horizon? Horizon() => Tables.Horizon.Parse(_meta.Text(MetaName.Horizon));

    /// <summary>Where the file stood, and the remote's names for that.</summary>
    public KnownPast KnownPast() => Tables.KnownPast.Parse(_meta.Text(MetaName.KnownPast));

    /// <summary>True when the settlement of a batch was put off.</summary>
    public bool HasSettlementNote() => _meta.Text(MetaName.SettlementNote) is not null;

    /// <summary>True when a compare-and-set must be merged.</summary>
    public bool HasContested() => _hasContested.Scalar() is 1L;

    public IReadOnlyList<ConflictRecord> UntoldConflicts() => _conflicts.Untold();

    /// <summary>The remote that the file is synced with; null before the first sync.</summary>
    public string? RemoteId() => _meta.Text(MetaName.RemoteId);

    /// <summary>The numbers of the status.</summary>
    public LocalStatus Status() => Snapshot(_ =>
    {
        var (position, (pending, aside, oldest)) = (_position.Read(), _ops.Count.Read());
        return new LocalStatus(
            pending, oldest, aside, _deadLetters.Count(), position.Cursor,
            _meta.Number(MetaName.RemoteHead), _meta.Number(MetaName.LastSync), _meta.Number(MetaName.ClockOffset),
            RecoveryNote.FromJson(_meta.Text(MetaName.Recovery)));
    });

    public void Dispose()
    {
        foreach (var part in new IDisposable[] { _get, _scan, _keys, _exists, _hasPending, _hasContested, _version, _position, _salts, _meta, _ops, _conflicts, _deadLetters, connection })
        {
            part.Dispose();
        }
    }
}
