using Microsoft.Data.Sqlite;
using Persist.Engine.Items;
using Persist.Engine.Merge;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Local.Tables;

/// <summary>Operations that the remote refused for good, kept until a person has looked at them.</summary>
internal sealed class DeadLetterTable(SqliteConnection connection) : IDisposable
{
    private const string Columns = "id, type, key, kind, path, value, dead, generation, stamp, reason, refused";

    private readonly Statement _add = new(connection,
        $"INSERT OR REPLACE INTO dead_letter ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");

    private readonly Statement _all = new(connection, $"SELECT {Columns} FROM dead_letter ORDER BY refused, id");

    private readonly Statement _count = new(connection, "SELECT count(*) FROM dead_letter");

    private readonly Statement _find = new(connection, $"SELECT {Columns} FROM dead_letter WHERE id=$1");

    private readonly Statement _delete = new(connection, "DELETE FROM dead_letter WHERE id=$1");

    public void Add(Op op, string reason, long now) => _add.Run(
        op.Id, (int)op.Kind, op.Cell.Key, op.Cell.Kind, op.Cell.Path, op.Value, op.Dead, op.Generation, op.Stamp, reason, now);

    public IReadOnlyList<BuriedOp> All() => Read(_all);

    public long Count() => _count.Number();

    public BuriedOp? Find(string id) => Read(_find, id).FirstOrDefault();

    public bool Delete(string id) => _delete.Run(id) > 0;

    public void Dispose()
    {
        _add.Dispose();
        _all.Dispose();
        _count.Dispose();
        _find.Dispose();
        _delete.Dispose();
    }

    private static List<BuriedOp> Read(Statement statement, params SqlValue[] values)
    {
        var letters = new List<BuriedOp>();
        using var row = statement.Query(values);
        while (row.Read())
        {
            var op = new Op(
                0, 0, (OpKind)row.GetInt32(1), new CellKey(row.GetString(2), row.GetString(3), row.GetString(4)),
                row.GetText(5), row.GetBoolean(6), row.GetInt64(8), 0, row.GetInt64(7));
            letters.Add(new BuriedOp(row.GetString(0), op, row.GetString(9), Stamp.ToTime(row.GetInt64(10))));
        }

        return letters;
    }
}
