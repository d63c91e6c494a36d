using Persist.Engine.Merge;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Local.Tables;

/// <summary>The columns that the tables cell and shadow share, in their order.</summary>
internal static class CellRow
{
    public static Cell Read(Row row) => new(
        new CellKey(row.GetString(0), row.GetName(1), row.GetString(2)),
        row.GetText(3),
        row.GetBoolean(4),
        row.GetInt64(5),
        row.GetName(6),
        row.GetString(7),
        row.GetInt64(8),
        row.GetText(9));
}
