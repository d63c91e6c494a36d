using Microsoft.Data.Sqlite;
using Persist.Engine.Merge;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Local.Tables;

/// <summary>
/// Settles the usual operations of a direct push all at once, where they lie: an operation that is the only one on its
/// cell, writes the whole of it, and had seen what the remote has there. Called with the write transaction open.
/// </summary>
/// <remarks>
/// One by one, each takes four statements: most of the time of a push. One <c>UPDATE … FROM</c> for all of them takes twice as
/// long as reading them and updating each cell in its place, because SQLite copies every row that it changes aside first.
/// </remarks>
internal sealed class PlainWrites(SqliteConnection connection) : IDisposable
{
    // What CellMerge.Apply gives for a put or a compare-and-set that sees the shadow. $1 the last operation, $2 the
    // clocks' difference, $3 the server's now, $4 the replica.
    private readonly Statement _plain = new(connection, """
        SELECT op.n, op.salt, op.key, op.kind, op.path, max(min(op.stamp+$2, $3), coalesce(shadow.stamp+1, 0))
        FROM op
        JOIN epoch ON epoch.id=op.epoch
        LEFT JOIN shadow ON shadow.key=op.key AND shadow.kind=op.kind AND shadow.path=op.path
        WHERE op.n<=$1 AND op.state=0 AND op.type IN (0, 1) AND op.previous=0
            AND (shadow.key IS NULL OR shadow.origin=$4 OR shadow.seq<=CASE op.type WHEN 1 THEN op.base ELSE epoch.base END)
        """);

    // Unless a later operation waits on the cell.
    private readonly Statement _settle = new(connection, """
        UPDATE cell SET stamp=$1, origin=$2, seq=$3, pending=0
        WHERE key=$4 AND kind=$5 AND path=$6 AND pending=$7 AND op=printf('%016x-%d', $8, $7)
        """);

    // Asked by itself: as a condition of the deletion SQLite looks every operation's cell up before it comes to it.
    private readonly Statement _hasShadows = new(connection, $"SELECT {ShadowTable.HasAny}");

    private readonly Statement _dropShadows = new(connection, """
        DELETE FROM shadow WHERE (key, kind, path) IN (
            SELECT op.key, op.kind, op.path FROM op JOIN cell USING (key, kind, path)
            WHERE op.n<=$1 AND op.state=0 AND cell.pending=0)
        """);

    // Where nothing waits any more. SQLite empties a table without looking at its rows.
    private readonly Statement _dropAllShadows = new(connection, "DELETE FROM shadow");

    private readonly Statement _isEnd = new(connection,
        "SELECT NOT EXISTS (SELECT 1 FROM op WHERE n>$1) AND NOT EXISTS (SELECT 1 FROM op WHERE n<=$1 AND state<>0)");

    private readonly Statement _dropAll = new(connection, "DELETE FROM op WHERE n<=$1 AND state=0");

    private readonly Statement _dropSettled = new(connection, """
        DELETE FROM op WHERE n<=$1 AND state=0
            AND EXISTS (SELECT 1 FROM cell WHERE cell.key=op.key AND cell.kind=op.kind AND cell.path=op.path AND cell.pending=0)
        """);

    private readonly Statement _count = new(connection, "SELECT count(*) FROM op WHERE n<=$1 AND state=0");

    private readonly Statement _useUp = new(connection, PositionTable.UseUp);

    /// <summary>Settles what is plain of a push, and takes it out of the queue. What is left is for <c>Settlement</c>.</summary>
    /// <param name="through">The last operation of the push, which took all that waited up to it.</param>
    /// <param name="push">The push as the remote decided it, directly after what this replica had pulled.</param>
    /// <returns>How many operations were taken out.</returns>
    public long Settle(long through, in PushContext push)
    {
        var settled = SettleCells(through, push);
        if (settled == 0)
        {
            return 0;
        }

        var isAll = _count.Scalar(through) is long waiting && waiting == settled;
        if (isAll && _isEnd.Scalar(through) is 1L)
        {
            _dropAllShadows.Run();
        }
        else if (_hasShadows.Scalar() is 1L)
        {
            _dropShadows.Run(through);
        }

        _useUp.Run(through);
        return (isAll ? _dropAll : _dropSettled).Run(through);
    }

    public void Dispose()
    {
        foreach (var statement in new[] { _plain, _settle, _hasShadows, _dropShadows, _dropAllShadows, _isEnd, _dropAll, _dropSettled, _count, _useUp })
        {
            statement.Dispose();
        }
    }

    private long SettleCells(long through, in PushContext push)
    {
        var settled = 0L;
        using var row = _plain.Query(through, push.Offset, push.ServerNow, push.Replica);
        while (row.Read())
        {
            settled += _settle.Run(
                row.GetInt64(5), push.Replica, push.Seq, row.GetString(2), row.GetName(3), row.GetString(4), row.GetInt64(0), row.GetInt64(1));
        }

        return settled;
    }
}
