using Microsoft.Data.Sqlite;
using Persist.Engine.Merge;

namespace Persist.Engine.Local;

/// <summary>The columns that the tables cell and shadow share, in their order.</summary>
internal static class CellRow
{
    public static Cell Read(SqliteDataReader row) => new(
        new CellKey(row.GetString(0), row.GetString(1), row.GetString(2)),
        row.IsDBNull(3) ? null : row.GetString(3),
        row.GetBoolean(4),
        row.GetInt64(5),
        row.GetString(6),
        row.GetString(7),
        row.GetInt64(8),
        row.IsDBNull(9) ? null : row.GetString(9));
}
