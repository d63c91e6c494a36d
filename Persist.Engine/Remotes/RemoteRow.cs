using System.Data.Common;
using Persist.Engine.Merge;

namespace Persist.Engine.Remotes;

/// <summary>Between the rows of a remote's tables, which are the same in every database, and records.</summary>
internal static class RemoteRow
{
    /// <summary>The columns that make a cell, in the order in which <see cref="ReadCell"/> reads them.</summary>
    public const string CellColumns = "key, kind, path, value, dead, stamp, origin, op, seq, state";

    /// <summary>The columns that make a conflict, in the order in which <see cref="ReadConflict"/> reads them.</summary>
    public const string ConflictColumns =
        "seq, key, kind, path, winner_op, winner_origin, winner_value, winner_stamp, loser_op, loser_origin, loser_value, loser_stamp";

    /// <summary>The cell in the current row.</summary>
    public static Cell ReadCell(DbDataReader row) => new(
        new CellKey(row.GetString(0), row.GetString(1), row.GetString(2)),
        Text(row, 3),
        row.GetBoolean(4),
        row.GetInt64(5),
        row.GetString(6),
        row.GetString(7),
        row.GetInt64(8),
        Text(row, 9));

    /// <summary>The conflict in the current row.</summary>
    public static ConflictFact ReadConflict(DbDataReader row) => new(
        new CellKey(row.GetString(1), row.GetString(2), row.GetString(3)), ReadVersion(row, 4), ReadVersion(row, 8), row.GetInt64(0));

    /// <summary>A text column; null for SQL NULL.</summary>
    public static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static ConflictVersion ReadVersion(DbDataReader row, int first) => new(
        row.GetString(first), row.GetString(first + 1), Text(row, first + 2), row.IsDBNull(first + 2), row.GetInt64(first + 3));
}
