using Persist.Engine.Merge;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Local.Tables;

/// <summary>The columns that the tables cell and shadow share, in their order.</summary>
internal static class CellRow
{
    /// <summary>The columns, in the order in which <see cref="Read"/> reads them.</summary>
    public const string Columns = "key, kind, path, value, dead, stamp, origin, op, seq, state";

    /// <summary>The columns of a temporary table of such rows.</summary>
    public const string Definition = """
        key TEXT NOT NULL, kind TEXT NOT NULL, path TEXT NOT NULL, value TEXT, dead INTEGER NOT NULL, stamp INTEGER NOT NULL,
        origin TEXT NOT NULL, op TEXT NOT NULL, seq INTEGER NOT NULL, state TEXT, PRIMARY KEY (key, kind, path)
        """;

    /// <summary>What an insertion does to a row that is there already.</summary>
    public const string Replacement =
        "value=excluded.value, dead=excluded.dead, stamp=excluded.stamp, origin=excluded.origin, op=excluded.op, seq=excluded.seq, state=excluded.state";

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
