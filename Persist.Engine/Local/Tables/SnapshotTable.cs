using Microsoft.Data.Sqlite;
using Persist.Engine.Merge;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Local.Tables;

/// <summary>
/// A whole snapshot of the remote, gathered page by page beside the store's tables before it takes their place in one
/// transaction. A temporary table of the writing connection: it needs no memory to speak of, and is gone after a crash.
/// </summary>
internal sealed class SnapshotTable(SqliteConnection connection) : IDisposable
{
    private const string Same = "s.key=c.key AND s.kind=c.kind AND s.path=c.path";

    // Not the position and the operation alone: after a restore another copy of a file may have sent the operation, at the same position, over another past.
    private const string Differs =
        "s.seq IS NOT c.seq OR s.op IS NOT c.op OR s.origin IS NOT c.origin OR s.stamp IS NOT c.stamp OR s.value IS NOT c.value OR s.state IS NOT c.state";

    private readonly Statement _create = new(connection, $"CREATE TEMP TABLE IF NOT EXISTS snapshot ({CellRow.Definition}) WITHOUT ROWID");

    private readonly Statement _clear = new(connection, "DELETE FROM temp.snapshot");

    private readonly Statement _add = new(connection,
        $"INSERT OR REPLACE INTO temp.snapshot ({CellRow.Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");

    private readonly Statement _find = new(connection, $"SELECT {CellRow.Columns} FROM temp.snapshot WHERE key=$1 AND kind=$2 AND path=$3");

    // What the file knows of the remote.
    private const string Known = $"(SELECT {CellRow.Columns} FROM cell WHERE pending=0 AND seq>0 UNION ALL SELECT {CellRow.Columns} FROM shadow) c";

    // Positions of a remote are one line: if it has a version that the file has from it, it has everything up to there.
    private readonly Statement _common = new(connection,
        $"SELECT coalesce(max(s.seq), 0) FROM {Known} JOIN temp.snapshot s ON {Same} AND s.seq<$1 AND NOT ({Differs})");

    // And if both had a position in their past, whoever has an older version of a cell would have that one, or a newer one. Only
    // tombstones go: at the remote up to its floor ($2), and here none that came after the first pull ($3).
    private readonly Statement _parted = new(connection, $"""
        SELECT min(at) FROM (
            SELECT CASE
                WHEN s.seq IS NULL THEN iif(c.seq>$2, c.seq, NULL)
                WHEN s.seq<c.seq OR (s.seq=c.seq AND ({Differs})) THEN c.seq
                WHEN s.seq>c.seq AND s.seq<=$1 THEN s.seq END AS at
            FROM {Known} LEFT JOIN temp.snapshot s ON {Same}
            UNION ALL
            SELECT s.seq FROM temp.snapshot s
            WHERE s.dead=0 AND s.seq>$3 AND s.seq<=$1
                AND NOT EXISTS (SELECT 1 FROM cell c WHERE {Same} AND c.pending=0) AND NOT EXISTS (SELECT 1 FROM shadow c WHERE {Same}))
        """);

    // A compare-and-set whose version the remote does not have any more has not seen the one that it has; unless it is to stand
    // over that, which takes nothing away that it had yet to be merged with. Beyond the common past it has seen nothing.
    private readonly Statement _rebase = new(connection, $"""
        UPDATE op SET base = found.base FROM (
            SELECT o.n, CASE
                WHEN $2=1 AND o.base>$1 AND o.state<>3 AND c.contested IS NOT 1 THEN coalesce(s.seq, 0)
                WHEN {Differs} THEN coalesce(s.seq - 1, 0)
                ELSE min(o.base, $1) END AS base
            FROM op o
            LEFT JOIN shadow c ON c.key=o.key AND c.kind=o.kind AND c.path=o.path
            LEFT JOIN temp.snapshot s ON s.key=o.key AND s.kind=o.kind AND s.path=o.path
            WHERE o.type=1) AS found
        WHERE op.n=found.n
        """);

    private readonly Statement _hasOtherKinds = new(connection, "SELECT EXISTS (SELECT 1 FROM temp.snapshot WHERE kind<>'value')");

    private readonly Statement _keysOfSeveralKinds = new(connection,
        "SELECT key FROM cell WHERE dead=0 GROUP BY key HAVING min(kind)<>max(kind)");

    // Cells with operations are taken one by one: see BaseReplacement.
    private readonly Statement _deleteGone = new(connection,
        $"DELETE FROM cell AS c WHERE pending=0 AND NOT EXISTS (SELECT 1 FROM temp.snapshot s WHERE {Same})");

    private readonly Statement _take = new(connection, $"""
        INSERT INTO cell ({CellRow.Columns}, pending)
        SELECT s.key, s.kind, s.path, s.value, s.dead, s.stamp, s.origin, s.op, s.seq, s.state, 0
        FROM temp.snapshot s LEFT JOIN cell c ON {Same}
        WHERE CASE WHEN c.key IS NULL THEN s.dead=0 OR s.kind='counter' ELSE c.pending=0 AND ({Differs}) END
        ON CONFLICT DO UPDATE SET {CellRow.Replacement}
        """);

    /// <summary>Starts a new snapshot.</summary>
    public void Begin()
    {
        _create.Run();
        _clear.Run();
    }

    public void Add(Cell cell) => _add.Run(
        cell.Id.Key, cell.Id.Kind, cell.Id.Path, cell.Value, cell.Dead, cell.Stamp, cell.Origin, cell.Op, cell.Seq, cell.State);

    public Cell? Find(CellKey id)
    {
        using var row = _find.Query(id.Key, id.Kind, id.Path);
        return row.Read() ? CellRow.Read(row) : null;
    }

    /// <summary>The last position that is in the past of both, as far as versions tell that are there still; 0 when none is.</summary>
    /// <param name="end">It is known to lie before this one.</param>
    /// <param name="cursor">The file has applied everything up to here.</param>
    /// <param name="floor">The remote has purged tombstones up to here.</param>
    /// <param name="firstHead">The file may lack tombstones up to here.</param>
    public long CommonThrough(long end, long cursor, long floor, long firstHead) =>
        _common.Number(_parted.Scalar(cursor, floor, firstHead) is long parted ? Math.Min(end, parted) : end);

    /// <summary>Lets each waiting compare-and-set stand on what the file knows, where the snapshot has another version.</summary>
    /// <param name="common">The last position that is in the past of both.</param>
    /// <param name="keepsLocal">True when one that was written over what the remote has lost stands over what is there now.</param>
    public void RebaseComparisons(long common, bool keepsLocal) => _rebase.Run(common, keepsLocal);

    public bool HasOtherKinds() => _hasOtherKinds.Scalar() is 1L;

    /// <summary>Makes the cells without operations those of the snapshot; returns how many were others.</summary>
    public long ReplaceResting() => _deleteGone.Run() + _take.Run();

    /// <summary>The items that exist in more than one kind.</summary>
    public IReadOnlyList<string> KeysOfSeveralKinds()
    {
        var keys = new List<string>();
        using var row = _keysOfSeveralKinds.Query();
        while (row.Read())
        {
            keys.Add(row.GetString(0));
        }

        return keys;
    }

    public void Dispose()
    {
        foreach (var statement in new[] { _create, _clear, _add, _find, _common, _parted, _rebase, _hasOtherKinds, _keysOfSeveralKinds, _deleteGone, _take })
        {
            statement.Dispose();
        }
    }
}
