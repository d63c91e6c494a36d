using Microsoft.Data.Sqlite;
using Persist.Engine.Merge;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Local.Tables;

/// <summary>The remote's version of the cells that have pending operations.</summary>
internal sealed class ShadowTable(SqliteConnection connection) : IDisposable
{
    /// <summary>Whether a compare-and-set has to be merged.</summary>
    internal const string HasContested = "EXISTS (SELECT 1 FROM shadow WHERE contested=1)";

    /// <summary>Whether the remote's version is kept of any cell. Mostly of none, which is asked before what costs more.</summary>
    internal const string HasAny = "EXISTS (SELECT 1 FROM shadow)";

    private readonly Statement _keep = new(connection, $"""
        INSERT INTO shadow ({CellRow.Columns}, contested)
        SELECT {CellRow.Columns}, 0 FROM cell WHERE key=$1 AND kind=$2 AND path=$3
        """);

    private readonly Statement _find = new(connection, $"SELECT {CellRow.Columns} FROM shadow WHERE key=$1 AND kind=$2 AND path=$3");

    private readonly Statement _put = new(connection,
        $"INSERT OR REPLACE INTO shadow ({CellRow.Columns}, contested) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");

    private readonly Statement _contest = new(connection, "UPDATE shadow SET contested=$4 WHERE key=$1 AND kind=$2 AND path=$3");

    private readonly Statement _contested = new(connection, "SELECT key, kind, path FROM shadow WHERE contested=1");

    private readonly Statement _hasTombstoneAfter = new(connection, $"""
        SELECT {HasAny} AND EXISTS (
            SELECT 1 FROM op JOIN shadow ON shadow.key=op.key AND shadow.kind=op.kind AND shadow.path=op.path
            WHERE op.n<=$1 AND op.state=0 AND shadow.dead=1 AND min(op.stamp+$2, $3)<=shadow.stamp)
        """);

    private readonly Statement _delete = new(connection, "DELETE FROM shadow WHERE key=$1 AND kind=$2 AND path=$3");

    /// <summary>Keeps the visible version before the first pending operation changes it.</summary>
    public void Keep(CellKey id) => _keep.Run(id.Key, id.Kind, id.Path);

    public Cell? Find(CellKey id)
    {
        using var row = _find.Query(id.Key, id.Kind, id.Path);
        return row.Read() ? CellRow.Read(row) : null;
    }

    public void Put(Cell cell, bool contested) => _put.Run(
        cell.Id.Key, cell.Id.Kind, cell.Id.Path, cell.Value, cell.Dead, cell.Stamp, cell.Origin, cell.Op, cell.Seq, cell.State, contested);

    public void Contest(CellKey id, bool contested) => _contest.Run(id.Key, id.Kind, id.Path, contested);

    /// <summary>The cells whose pending compare-and-set must be merged first.</summary>
    public IReadOnlyList<CellKey> Contested()
    {
        var found = new List<CellKey>();
        using var row = _contested.Query();
        while (row.Read())
        {
            found.Add(new CellKey(row.GetString(0), row.GetString(1), row.GetString(2)));
        }

        return found;
    }

    /// <summary>True when an operation that waits is not later than the tombstone that it lies over.</summary>
    /// <param name="through">The last operation that is asked about.</param>
    /// <param name="offset">The remote's clock minus the replica's, in microseconds.</param>
    /// <param name="serverNow">The remote's clock: microseconds since 1970-01-01 UTC.</param>
    public bool HasTombstoneAfter(long through, long offset, long serverNow) => _hasTombstoneAfter.Scalar(through, offset, serverNow) is 1L;

    public void Delete(CellKey id) => _delete.Run(id.Key, id.Kind, id.Path);

    public void Dispose()
    {
        foreach (var statement in new[] { _keep, _find, _put, _contest, _contested, _hasTombstoneAfter, _delete })
        {
            statement.Dispose();
        }
    }
}
