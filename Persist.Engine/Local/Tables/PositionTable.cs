using Microsoft.Data.Sqlite;
using Persist.Engine.Merge;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Local.Tables;

/// <summary>The position row and the epochs.</summary>
internal sealed class PositionTable(SqliteConnection connection) : IDisposable
{
    /// <summary>The number of the next operation.</summary>
    internal const string NextOp = "max(next_op, coalesce((SELECT max(n) + 1 FROM op), 0))";

    /// <summary>Notes that a number and those before it are used up, though no operation of the queue shows it any more.</summary>
    internal const string UseUp = "UPDATE position SET next_op=$1+1 WHERE next_op<=$1";

    private const string Columns =
        $"cursor, tail, epoch, {NextOp}, frozen_through, frozen_id, batch_no, batch_id, batch_seq, other_kinds, attempts, replica, former";

    // Something is to be sent, merged or told.
    private const string HasWork = $"{OpTable.HasPending} OR {ShadowTable.HasContested} OR {ConflictTable.HasUntold}";

    private readonly Statement _read = new(connection, $"SELECT {Columns} FROM position");

    private readonly Statement _readNextOp = new(connection, $"SELECT {NextOp} FROM position");

    private readonly Statement _readWithWork = new(connection, $"SELECT {Columns}, {HasWork} FROM position");

    private readonly Statement _write = new(connection,
        "UPDATE position SET cursor=$1, tail=$2, epoch=$3, next_op=max(next_op, $4), frozen_through=$5, frozen_id=$6, batch_no=$7, batch_id=$8, batch_seq=$9, other_kinds=$10, attempts=$11");

    private readonly Statement _epochInUse = new(connection,
        "SELECT EXISTS (SELECT 1 FROM op WHERE n >= (SELECT first_op FROM epoch WHERE id=$1))");

    private readonly Statement _moveEpoch = new(connection, "UPDATE epoch SET base=$2 WHERE id=$1");

    private readonly Statement _addEpoch = new(connection, "INSERT INTO epoch (id, base, first_op) VALUES ($1, $2, $3)");

    private readonly Statement _fastForward = new(connection, "UPDATE epoch SET base=$2 WHERE base=$1");

    private readonly Statement _become = new(connection, "UPDATE position SET replica=$1, former=$2");

    private readonly Statement _rewind = new(connection, "UPDATE position SET cursor=$1, tail=NULL");

    private readonly Statement _rewindEpochs = new(connection, "UPDATE epoch SET base=min(base, $1)");

    private readonly Statement _queueIsEmpty = new(connection, "SELECT NOT EXISTS (SELECT 1 FROM op)");

    private readonly Statement _dropUnused = new(connection, "DELETE FROM epoch WHERE id < $1 AND NOT EXISTS (SELECT 1 FROM op)");

    // As the last write transaction read it, while no other has changed it.
    private Position? _known;

    /// <summary>Adds the row to a new file.</summary>
    public static void Create(SqliteConnection connection, string replica)
    {
        using var create = new Statement(connection, """
            INSERT INTO position (one, cursor, epoch, next_op, frozen_through, attempts, batch_no, batch_id, batch_seq, other_kinds, gone, acknowledged, aside, replica)
            VALUES (1, 0, 1, 1, 0, 0, 0, '', 0, 0, 0, 0, 0, $1)
            """);
        create.Run(replica);
    }

    public Position Read()
    {
        using var row = _read.Query();
        row.Read();
        return Read(row);
    }

    /// <summary>
    /// The same for a write transaction, of which each reads it: only the number of the next operation is read anew. Whoever
    /// uses this must call <see cref="Forget"/>.
    /// </summary>
    public Position ReadForWrite() => _known = _known is null ? Read() : _known with { NextOp = _readNextOp.Number() };

    /// <summary>The row may be another one than before: another process has written, or a transaction was taken back.</summary>
    public void Forget() => _known = null;

    /// <summary>The row, and whether a sync has something to do here: one question for the usual answer, that it has not.</summary>
    public (Position Position, bool HasWork) ReadWithWork()
    {
        using var row = _readWithWork.Query();
        row.Read();
        return (Read(row), row.GetBoolean(13));
    }

    /// <summary>Writes everything but the author: see <see cref="Become"/>.</summary>
    public void Write(Position position)
    {
        Forget();
        _write.Run(
            position.Cursor, position.Tail, position.Epoch, position.NextOp,
            position.FrozenThrough, position.FrozenId, position.BatchNo, position.BatchId, position.BatchSeq, position.OtherKinds, position.Attempts);
    }

    /// <summary>
    /// The cursor after rows of others were applied: operations that exist keep what they had seen, later ones belong
    /// to a new epoch.
    /// </summary>
    public Position Advance(Position position, long cursor, string? tail)
    {
        if (cursor == position.Cursor)
        {
            return position with { Tail = tail ?? position.Tail };
        }

        var moved = position with { Cursor = cursor, Tail = tail };
        if (_epochInUse.Scalar(position.Epoch) is 0L)
        {
            _moveEpoch.Run(position.Epoch, cursor);
            return moved;
        }

        _addEpoch.Run(position.Epoch + 1, cursor, position.NextOp);
        return moved with { Epoch = position.Epoch + 1 };
    }

    /// <summary>
    /// The cursor after an own push that followed it directly: nothing foreign lies between, so operations that had
    /// seen everything up to the cursor have seen everything up to the push.
    /// </summary>
    public Position FastForward(Position position, long cursor, string? tail)
    {
        _fastForward.Run(position.Cursor, cursor);
        return position with { Cursor = cursor, Tail = tail };
    }

    /// <summary>Goes on under a new id and with a new series of batches; what was frozen waits again.</summary>
    /// <param name="position">Where the file stands.</param>
    /// <param name="replica">The new id.</param>
    /// <param name="ownThrough">What the former ids wrote up to this position of the remote was written by this file.</param>
    public void StartAnew(Position position, string replica, long ownThrough = long.MaxValue)
    {
        var old = position.Author;
        var former = new Dictionary<string, long>(old.Former ?? new Dictionary<string, long>()) { [old.Replica] = position.BatchSeq };
        Write(position with { FrozenThrough = 0, FrozenId = null, Attempts = 0, BatchNo = 0, BatchId = "", BatchSeq = 0 });
        Become(new Author(replica, former.ToDictionary(one => one.Key, one => Math.Min(one.Value, ownThrough))));
    }

    /// <summary>The remote is known up to here only: nothing that waits has seen more of it.</summary>
    public void Rewind(long common)
    {
        Forget();
        _rewindEpochs.Run(common);
        _rewind.Run(common);
    }

    /// <summary>The file is another replica from now on, or its past does not matter any more.</summary>
    public void Become(Author author)
    {
        Forget();
        _become.Run(author.Replica, FormerReplicas.Write(author.Former));
    }

    /// <summary>
    /// Forgets the ids that the file had before, as soon as everything that it wrote under them has been pulled, and no
    /// operation is left that may not have seen it otherwise.
    /// </summary>
    public void ForgetFormer(Position position)
    {
        if (position.Author.Former is { } former && former.Values.All(last => last <= position.Cursor) && _queueIsEmpty.Scalar() is 1L)
        {
            Become(position.Author with { Former = null });
        }
    }

    /// <summary>Forgets the epochs before the current one when no operation is left that could belong to them.</summary>
    public void DropUnusedEpochs(Position position) => _dropUnused.Run(position.Epoch);

    public void Dispose()
    {
        foreach (var statement in new[] { _read, _readNextOp, _readWithWork, _write, _epochInUse, _moveEpoch, _addEpoch, _fastForward, _dropUnused, _become, _queueIsEmpty, _rewind, _rewindEpochs })
        {
            statement.Dispose();
        }
    }

    private static Position Read(Row row) => new(
        row.GetInt64(0), row.GetText(1), row.GetInt64(2), row.GetInt64(3),
        row.GetInt64(4), row.GetText(5), row.GetInt64(6), row.GetString(7), row.GetInt64(8), row.GetBoolean(9), row.GetInt64(10),
        new Author(row.GetString(11), FormerReplicas.Read(row.GetText(12))));
}
