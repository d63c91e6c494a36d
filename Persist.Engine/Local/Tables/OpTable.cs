using Microsoft.Data.Sqlite;
using Persist.Engine.Merge;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Local.Tables;

/// <summary>The queue's rows.</summary>
internal sealed class OpTable(SqliteConnection connection) : IDisposable
{
    // An operation has seen what its epoch says; a compare-and-set names the version itself.
    private const string Select = """
        SELECT op.n, salt, type, op.key, op.kind, op.path, op.value, op.dead, op.stamp,
            CASE type WHEN 1 THEN op.base ELSE (SELECT epoch.base FROM epoch WHERE epoch.id = op.epoch) END,
            previous, op.state, at_seq, ancestor, generation, tx, replaced
        FROM op
        """;

    private const string SelectWithValue = """
        SELECT op.n, salt, type, op.key, op.kind, op.path, coalesce(op.value, cell.value), op.dead, op.stamp,
            CASE type WHEN 1 THEN op.base ELSE (SELECT epoch.base FROM epoch WHERE epoch.id = op.epoch) END,
            previous, op.state, at_seq, ancestor, generation, tx, replaced
        FROM op LEFT JOIN cell ON op.value IS NULL AND op.dead = 0
            AND cell.key = op.key AND cell.kind = op.kind AND cell.path = op.path
        """;

    /// <summary>Whether an operation waits to be sent.</summary>
    internal const string HasPending = "EXISTS (SELECT 1 FROM op WHERE state=0)";

    // Runs at every opening, however long the queue is: the index on parked operations is for it.
    internal const string RetryParkedSql = "UPDATE op SET at_seq=0 WHERE state=2";

    private readonly Statement _find = new(connection, $"{Select} WHERE op.n=$1");

    private readonly Statement _pending = new(connection, $"{SelectWithValue} WHERE op.state=0 AND op.n>$1 AND op.n<=$2 ORDER BY op.n");

    private readonly Statement _all = new(connection, $"{SelectWithValue} ORDER BY op.n");

    private readonly Statement _unsent = new(connection, "SELECT salt, n, replaced FROM op WHERE state<>1 ORDER BY n");

    private readonly Statement _cells = new(connection, "SELECT DISTINCT key, kind, path FROM op");

    private readonly Statement _countUnsent = new(connection, "SELECT count(*) FROM op WHERE state<>1");

    private readonly Statement _arrived = new(connection, $"{Select} WHERE op.state=1 AND op.at_seq<=$1 ORDER BY op.n");

    private readonly Statement _add = new(connection, """
        INSERT INTO op (n, salt, type, key, kind, path, value, dead, stamp, epoch, base, previous, state, at_seq, ancestor, generation, tx, replaced)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, 0, $13, $14, $15, $16)
        """);

    private readonly Statement _compose = new(connection, "UPDATE op SET type=$2, value=$3, dead=$4, stamp=$5 WHERE n=$1");

    private readonly Statement _materialize = new(connection, """
        UPDATE op SET value=(SELECT value FROM cell WHERE cell.key=op.key AND cell.kind=op.kind AND cell.path=op.path)
        WHERE n=$1 AND value IS NULL AND dead=0
        """);

    private readonly Statement _setState = new(connection, "UPDATE op SET state=$2, at_seq=$3 WHERE n=$1");

    private readonly Statement _retryParked = new(connection, RetryParkedSql);

    private readonly Statement _forgetMet = new(connection, "UPDATE op SET at_seq=0 WHERE state IN (2, 3)");

    private readonly Statement _setAncestor = new(connection, "UPDATE op SET ancestor=$2 WHERE n=$1 AND ancestor IS NULL");

    private readonly Statement _rebase = new(connection, "UPDATE op SET base=$2, ancestor=$3 WHERE n=$1");

    private readonly Statement _standFor = new(connection, "UPDATE op SET replaced=$2 WHERE n=$1");

    private readonly Statement _rename = new(connection, "UPDATE op SET n=$2, tx=$2, salt=$3, replaced=$4 WHERE n=$1");

    private readonly Statement _relink = new(connection, "UPDATE op SET previous=$2 WHERE n=$1");

    private readonly Statement _useUp = new(connection, PositionTable.UseUp);

    private readonly Statement _delete = new(connection, "DELETE FROM op WHERE n=$1 RETURNING state");

    private readonly Statement _state = new(connection, "SELECT state FROM op WHERE n=$1");

    /// <summary>How long the queue is.</summary>
    public QueueCount Count { get; } = new(connection);

    /// <summary>One operation, without a value that the cell shows; null when there is none.</summary>
    public StoredOp? Find(long n)
    {
        using var row = _find.Query(n);
        return row.Read() ? Read(row) : null;
    }

    /// <summary>The unsettled operations of one cell, oldest first, without a value that the cell shows.</summary>
    /// <param name="last">The cell's pending mark.</param>
    public IReadOnlyList<StoredOp> Chain(long last)
    {
        var chain = new List<StoredOp>(1);
        for (var n = last; n != 0; n = chain[^1].Previous)
        {
            var stored = Find(n) ?? throw new InvalidDataException($"operation {n} is missing from the queue");
            chain.Add(stored.Previous < n ? stored : throw new InvalidDataException($"operation {n} is said to come after a later one"));
        }

        chain.Reverse();
        return chain;
    }

    /// <summary>The pending operations after a number and up to another, with their values, in order.</summary>
    public IEnumerable<StoredOp> Pending(long after, long through)
    {
        using var row = _pending.Query(after, through);
        while (row.Read())
        {
            yield return Read(row) with { InCell = false };
        }
    }

    /// <summary>All operations, with their values, in order.</summary>
    public IEnumerable<StoredOp> All()
    {
        using var row = _all.Query();
        while (row.Read())
        {
            yield return Read(row) with { InCell = false };
        }
    }

    /// <summary>The operations that the remote does not have, in whatever way they wait.</summary>
    public WaitingOps Unsent()
    {
        var waiting = new WaitingOps();
        using var row = _unsent.Query();
        while (row.Read())
        {
            waiting.Add(row.GetInt64(0), row.GetInt64(1), row.GetText(2));
        }

        return waiting;
    }

    /// <summary>The cells that operations wait on.</summary>
    public IReadOnlyList<CellKey> Cells()
    {
        var cells = new List<CellKey>();
        using var row = _cells.Query();
        while (row.Read())
        {
            cells.Add(new CellKey(row.GetString(0), row.GetString(1), row.GetString(2)));
        }

        return cells;
    }

    /// <summary>How many operations the remote does not have.</summary>
    public long CountUnsent() => _countUnsent.Number();

    /// <summary>The acknowledged operations whose push lies at or before the cursor.</summary>
    public IReadOnlyList<Op> Arrived(long cursor)
    {
        var arrived = new List<Op>();
        using var row = _arrived.Query(cursor);
        while (row.Read())
        {
            arrived.Add(Read(row).Op);
        }

        return arrived;
    }

    /// <summary>Adds an operation; without a value, it is the one that the cell shows.</summary>
    public void Add(Op op, long epoch, long previous, string? ancestor, long transaction) => _add.Run(
        op.N, op.Salt, (int)op.Kind, op.Cell.Key, op.Cell.Kind, op.Cell.Path, op.Value, op.Dead, op.Stamp, epoch, op.Base, previous, ancestor,
        op.Generation, transaction, op.Replaced);

    /// <summary>Lets a waiting operation mean a later write to the cell as well.</summary>
    public void Compose(long n, OpKind kind, string? value, bool dead, long stamp) => _compose.Run(n, (int)kind, value, dead, stamp);

    /// <summary>Gives an operation its own copy of the value before the cell shows another.</summary>
    public void Materialize(long n) => _materialize.Run(n);

    public void Acknowledge(long n, long seq) => SetState(n, OpState.Acknowledged, seq);

    /// <summary>Its merge with the version at this position failed, or is a person's to make.</summary>
    public void Park(long n, long seq, OpState how) => SetState(n, how, seq);

    /// <summary>Lets parked operations be merged again with the version that they failed with; returns how many there are.</summary>
    public int RetryParked() => _retryParked.Run();

    /// <summary>Forgets which version each operation that was set aside meets: positions have another meaning from now on.</summary>
    public void ForgetMet() => _forgetMet.Run();

    /// <summary>Keeps the version that an operation came from, unless it has one.</summary>
    public void SetAncestor(long n, string ancestor) => _setAncestor.Run(n, ancestor);

    /// <summary>What a compare-and-set replaces, and where that version came from when the shadow is another.</summary>
    public void Rebase(long n, long seq, string? ancestor) => _rebase.Run(n, seq, ancestor);

    /// <summary>Says which operations need not be sent once this one has been applied: see <see cref="Op.Replaced"/>.</summary>
    public void StandFor(long n, string replaced) => _standFor.Run(n, replaced);

    /// <summary>Lets an operation that was set aside wait again.</summary>
    public void Wait(long n) => SetState(n, OpState.Pending, 0);

    /// <summary>Puts an operation to the end of the queue. It has another name then, and stands for what it was.</summary>
    /// <param name="n">Its number.</param>
    /// <param name="renamed">The same operation, as it is from now on.</param>
    public void Rename(long n, Op renamed)
    {
        Count.Renumber();
        _rename.Run(n, renamed.N, renamed.Salt, renamed.Replaced);
    }

    public void Relink(long n, long previous) => _relink.Run(n, previous);

    /// <summary>Deletes an operation. Its number stays used up, though nothing in the queue shows it any more.</summary>
    public void Delete(long n)
    {
        _useUp.Run(n);
        using var row = _delete.Query(n);
        while (row.Read())
        {
            Count.Leave((OpState)row.GetInt32(0));
        }
    }

    public void Dispose()
    {
        foreach (var statement in new[]
        {
            _find, _pending, _all, _unsent, _cells, _countUnsent, _arrived, _add, _compose, _materialize, _setState, _retryParked, _forgetMet, _setAncestor, _rebase, _standFor, _rename, _relink, _useUp, _delete, _state,
        })
        {
            statement.Dispose();
        }

        Count.Dispose();
    }

    private OpState State(long n) => _state.Scalar(n) is long state
        ? (OpState)state
        : throw new InvalidDataException($"operation {n} is missing from the queue");

    private void SetState(long n, OpState state, long seq)
    {
        Count.Change(State(n), state);
        _setState.Run(n, (int)state, seq);
    }

    private static OpKind Kind(int number, string? value) => Enum.IsDefined((OpKind)number) && ((OpKind)number != OpKind.Add || value is not null)
        ? (OpKind)number
        : throw new InvalidDataException("an operation of the queue cannot be read");

    private static StoredOp Read(Row row)
    {
        var value = row.GetText(6);
        var dead = row.GetBoolean(7);
        var op = new Op(
            row.GetInt64(0),
            row.GetInt64(1),
            Kind(row.GetInt32(2), value),
            new CellKey(row.GetString(3), row.GetName(4), row.GetString(5)),
            value,
            dead,
            row.GetInt64(8),
            row.GetInt64(9),
            row.GetInt64(14),
            row.IsDBNull(16) ? null : row.GetString(16));
        return new StoredOp(
            op, value is null && !dead, row.GetInt64(10), (OpState)row.GetInt32(11), row.GetInt64(12),
            row.GetText(13), row.GetInt64(15));
    }
}
