using Microsoft.Data.Sqlite;
using Persist.Engine.Merge;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Local.Tables;

/// <summary>The visible cells.</summary>
internal sealed class CellTable(SqliteConnection connection) : IDisposable
{
    private readonly Statement _find = new(connection,
        $"SELECT {CellRow.Columns}, pending FROM cell WHERE key=$1 AND kind=$2 AND path=$3");

    private readonly Statement _mark = new(connection,
        "SELECT dead, seq, pending FROM cell WHERE key=$1 AND kind=$2 AND path=$3");

    private readonly Statement _ofKey = new(connection, $"SELECT {CellRow.Columns}, pending FROM cell WHERE key=$1 AND dead=0");

    private readonly Statement _put = new(connection, $"""
        INSERT INTO cell ({CellRow.Columns}, pending) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT DO UPDATE SET {CellRow.Replacement}, pending=excluded.pending
        """);

    private readonly Statement _receive = new(connection, $"""
        INSERT INTO cell ({CellRow.Columns}, pending) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)
        ON CONFLICT DO UPDATE SET {CellRow.Replacement}
        WHERE pending=0 AND excluded.seq > seq
        """);

    private readonly Statement _delete = new(connection, "DELETE FROM cell WHERE key=$1 AND kind=$2 AND path=$3");

    /// <summary>The whole cell; null when there is none.</summary>
    public VisibleCell? Find(CellKey id)
    {
        using var row = _find.Query(id.Key, id.Kind, id.Path);
        return row.Read() ? new VisibleCell(CellRow.Read(row), row.GetInt64(10)) : null;
    }

    /// <summary>The whole cell, which operations of the queue belong to.</summary>
    /// <exception cref="InvalidDataException">It is not there.</exception>
    public VisibleCell Get(CellKey id) => Find(id) ?? throw new InvalidDataException("an item that operations of the queue belong to is not there");

    /// <summary>What a write has to know of the cell, without its value; null when there is none.</summary>
    public (bool Dead, long Seq, long Pending)? Mark(CellKey id)
    {
        using var row = _mark.Query(id.Key, id.Kind, id.Path);
        return row.Read() ? (row.GetBoolean(0), row.GetInt64(1), row.GetInt64(2)) : null;
    }

    /// <summary>The live cells of an item, in order of kind and path. More than one kind only after concurrent creation.</summary>
    public IReadOnlyList<VisibleCell> OfKey(string key)
    {
        var cells = new List<VisibleCell>();
        using var row = _ofKey.Query(key);
        while (row.Read())
        {
            cells.Add(new VisibleCell(CellRow.Read(row), row.GetInt64(10)));
        }

        return cells;
    }

    public void Put(Cell cell, long pending) => _put.Run(
        cell.Id.Key, cell.Id.Kind, cell.Id.Path, cell.Value, cell.Dead, cell.Stamp, cell.Origin, cell.Op, cell.Seq, cell.State, pending);

    /// <summary>Takes a version from the remote; false when it is not newer, or when operations are pending on the cell.</summary>
    public bool Receive(Cell cell) => _receive.Run(
        cell.Id.Key, cell.Id.Kind, cell.Id.Path, cell.Value, cell.Dead, cell.Stamp, cell.Origin, cell.Op, cell.Seq, cell.State) > 0;

    public void Delete(CellKey id) => _delete.Run(id.Key, id.Kind, id.Path);

    public void Dispose()
    {
        foreach (var statement in new[] { _find, _mark, _ofKey, _put, _receive, _delete })
        {
            statement.Dispose();
        }
    }
}
