using System.Data.Common;
using Npgsql;
using Persist.Engine.Merge;

namespace Persist.Engine.Remotes.Postgres;

/// <summary>Between rows and records, and between records and statements.</summary>
internal static class PostgresRows
{
    /// <summary>A statement of a batch with its parameters, in order. Nulls must not be passed: they have no type.</summary>
    public static NpgsqlBatchCommand Statement(string sql, params ReadOnlySpan<object> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        return command;
    }

    /// <summary>The cell in the current row of a query for <see cref="PostgresSql.CellColumns"/>.</summary>
    public static Cell ReadCell(DbDataReader row) => new(
        new CellKey(row.GetString(0), row.GetString(1), row.GetString(2)),
        Text(row, 3),
        row.GetBoolean(4),
        row.GetInt64(5),
        row.GetString(6),
        row.GetString(7),
        row.GetInt64(8),
        Text(row, 9));

    /// <summary>The conflict in the current row of a query for <see cref="PostgresSql.ConflictColumns"/>.</summary>
    public static ConflictFact ReadConflict(DbDataReader row) => new(
        new CellKey(row.GetString(1), row.GetString(2), row.GetString(3)), ReadVersion(row, 4), ReadVersion(row, 8), row.GetInt64(0));

    /// <summary>What the remote took last from a replica, from three columns that are null when there is no such row.</summary>
    public static LastBatch? ReadLastBatch(DbDataReader row, int first, string remote) =>
        ReceivedData.LastBatch(remote, row.IsDBNull(first) ? 0 : row.GetInt64(first), Text(row, first + 1), Text(row, first + 2));

    /// <summary>A text column; null for SQL NULL.</summary>
    public static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static ConflictVersion ReadVersion(DbDataReader row, int first) => new(
        row.GetString(first), row.GetString(first + 1), Text(row, first + 2), row.IsDBNull(first + 2), row.GetInt64(first + 3));
}
