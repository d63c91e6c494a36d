using Microsoft.Data.Sqlite;
using Persist.Engine.Merge;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Local.Tables;

/// <summary>
/// What was visible before a repair, beside the store's tables, so that afterwards it can be told what the remote had lost. A
/// temporary table of the writing connection: it needs no memory to speak of, and is gone after a crash.
/// </summary>
internal sealed class KeptTable(SqliteConnection connection) : IDisposable
{
    private readonly Statement _create = new(connection, $"CREATE TEMP TABLE IF NOT EXISTS kept ({CellRow.Definition}) WITHOUT ROWID");

    private readonly Statement _clear = new(connection, "DELETE FROM temp.kept");

    private readonly Statement _take = new(connection, $"INSERT INTO temp.kept ({CellRow.Columns}) SELECT {CellRow.Columns} FROM cell");

    private readonly Statement _lose = new(connection, "UPDATE temp.kept SET seq=$4 WHERE key=$1 AND kind=$2 AND path=$3");

    private readonly Statement _find = new(connection, $"SELECT {CellRow.Columns} FROM temp.kept WHERE key=$1 AND kind=$2 AND path=$3");

    // Cells are written while the lost ones are gone through, so that these have a table of their own.
    private readonly Statement _createLost = new(connection, """
        CREATE TEMP TABLE IF NOT EXISTS lost (
            key TEXT NOT NULL, kind TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY (key, kind, path)) WITHOUT ROWID
        """);

    private readonly Statement _clearLost = new(connection, "DELETE FROM temp.lost");

    // A version that the remote has lost and that shows another now; and what comes back although it was known to be deleted.
    private readonly Statement _findLost = new(connection, """
        INSERT INTO temp.lost
        SELECT k.key, k.kind, k.path FROM temp.kept k LEFT JOIN cell c ON c.key=k.key AND c.kind=k.kind AND c.path=k.path
        WHERE k.seq>$1 AND c.value IS NOT k.value
        UNION ALL
        SELECT s.key, s.kind, s.path FROM temp.snapshot s WHERE s.dead=0 AND s.seq<=$1
            AND NOT EXISTS (SELECT 1 FROM temp.kept k WHERE k.key=s.key AND k.kind=s.kind AND k.path=s.path)
        """);

    private readonly Statement _lost = new(connection, "SELECT key, kind, path FROM temp.lost ORDER BY key, kind, path");

    private readonly Statement _members = new(connection, "SELECT path FROM temp.kept WHERE key=$1 AND kind='set' AND dead=0 ORDER BY path");

    /// <summary>Takes down what is visible now.</summary>
    public void Take()
    {
        _create.Run();
        _createLost.Run();
        Clear();
        _take.Run();
    }

    /// <summary>Frees its space.</summary>
    public void Clear()
    {
        _clear.Run();
        _clearLost.Run();
    }

    /// <summary>The remote has lost what the cell showed, whatever its position says.</summary>
    public void Lose(CellKey id) => _lose.Run(id.Key, id.Kind, id.Path, long.MaxValue);

    public Cell? Find(CellKey id)
    {
        using var row = _find.Query(id.Key, id.Kind, id.Path);
        return row.Read() ? CellRow.Read(row) : null;
    }

    /// <summary>Finds the cells of which the remote has lost what was visible, and which show something else now; returns how many.</summary>
    /// <param name="common">The last position that is in the past of both.</param>
    public long FindLost(long common) => _findLost.Run(common);

    /// <summary>The cells that were found, by key, kind and path. Other tables may be written while they are read.</summary>
    public IEnumerable<CellKey> Lost()
    {
        using var row = _lost.Query();
        while (row.Read())
        {
            yield return new CellKey(row.GetString(0), row.GetName(1), row.GetString(2));
        }
    }

    /// <summary>The set that was visible, as JSON; null when there was none.</summary>
    public string? Members(string key)
    {
        var members = new List<string>();
        using var row = _members.Query(key);
        while (row.Read())
        {
            members.Add(row.GetString(0));
        }

        return members.Count == 0 ? null : $"[{string.Join(',', members)}]";
    }

    public void Dispose()
    {
        foreach (var statement in new[] { _create, _clear, _take, _lose, _find, _createLost, _clearLost, _findLost, _lost, _members })
        {
            statement.Dispose();
        }
    }
}
