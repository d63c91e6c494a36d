using System.Data.Common;
using Npgsql;
using Persist.Engine.Errors;

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
            // Of a type that is known Npgsql need not look for one at each use.
            command.Parameters.Add(parameter switch
            {
                string text => new NpgsqlParameter<string> { TypedValue = text },
                long number => new NpgsqlParameter<long> { TypedValue = number },
                _ => new NpgsqlParameter { Value = parameter },
            });
        }

        return command;
    }

    /// <summary>The rows of <see cref="PostgresSql.Shared"/>.</summary>
    public static async Task<IReadOnlyList<SharedOps>> ReadSharedAsync(DbDataReader rows, string remote, CancellationToken cancellationToken)
    {
        var shared = new List<SharedOps>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            shared.Add(new SharedOps(
                rows.GetString(0), ReceivedData.Ops(remote, RemoteRow.Text(rows, 1)), ReceivedData.Ops(remote, RemoteRow.Text(rows, 2))));
        }

        return shared;
    }

    /// <summary>Writes what a replica's row tells of operations that wait in several copies of its file.</summary>
    public static NpgsqlBatchCommand WriteShared(string store, SharedOps row) =>
        Statement(PostgresSql.WriteShared, store, row.Replica, row.Shared.ToString(), row.Taken.ToString());

    /// <summary>The row of <see cref="PostgresSql.Header"/>.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.RemoteData"/>; or the server is a standby: one that lags behind looks like a remote that was restored.</exception>
    public static PullHeader ReadHeader(DbDataReader row, string remote, LastBatchReading last) => row.GetBoolean(9)
        ? throw PersistErrors.RemoteOffline.With(remote, PostgresFailure.OnlyReads)
        : ReceivedData.Check(remote, new PullHeader(
            row.GetInt64(1),
            RemoteRow.Text(row, 7),
            row.GetInt64(2),
            RemoteRow.Text(row, 3),
            last.Read(row, 4, remote),
            row.GetInt64(0),
            row.GetInt64(8)));
}
