using Microsoft.Data.Sqlite;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Local.Tables;

/// <summary>
/// How long the queue is, without counting it: of the numbers that are used up, those that are gone are known. What a
/// transaction changes of that is written once, at its end; a write that only adds an operation changes nothing of it.
/// </summary>
internal sealed class QueueCount(SqliteConnection connection) : IDisposable
{
    private readonly Statement _write = new(connection, "UPDATE position SET gone=gone+$1, acknowledged=acknowledged+$2, aside=aside+$3");

    private readonly Statement _read = new(connection, $"""
        SELECT {PositionTable.NextOp} - 1 - gone - acknowledged - aside, aside, (SELECT stamp FROM op WHERE state<>1 ORDER BY n LIMIT 1)
        FROM position
        """);

    private long _gone, _acknowledged, _aside;

    /// <summary>Operations that wait or are being sent; those that are set aside; and when the first that the remote does not have was written.</summary>
    public (long Pending, long Aside, long? Oldest) Read()
    {
        using var row = _read.Query();
        row.Read();
        return (row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetInt64(2));
    }

    /// <summary>Operations have left the queue.</summary>
    public void Leave(OpState state, long count = 1)
    {
        _gone += count;
        Count(state, -count);
    }

    /// <summary>An operation goes on under another number.</summary>
    public void Renumber() => _gone++;

    /// <summary>An operation's state is another one.</summary>
    public void Change(OpState from, OpState to)
    {
        Count(from, -1);
        Count(to, 1);
    }

    /// <summary>Writes what has changed, before the transaction is committed.</summary>
    public void Write()
    {
        if ((_gone, _acknowledged, _aside) != (0, 0, 0))
        {
            _write.Run(_gone, _acknowledged, _aside);
        }
    }

    /// <summary>The transaction has ended, in whatever way.</summary>
    public void Forget() => (_gone, _acknowledged, _aside) = (0, 0, 0);

    public void Dispose()
    {
        _write.Dispose();
        _read.Dispose();
    }

    private void Count(OpState state, long count)
    {
        _acknowledged += state == OpState.Acknowledged ? count : 0;
        _aside += state is OpState.Parked or OpState.Open ? count : 0;
    }
}
