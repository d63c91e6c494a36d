using System.Data.Common;

namespace Persist.Engine.Remotes.Postgres;

/// <summary>Reads what the remote took last from a replica. Where nothing is pushed every pull has the same, which is parsed and checked once.</summary>
internal sealed class LastBatchReading
{
    private LastBatch? _batch;
    private string? _result;

    /// <summary>Reads three columns that are null when the replica has no row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="first">The first of the columns: the batch's number, its id, its result.</param>
    /// <param name="remote">How messages name the remote.</param>
    public LastBatch? Read(DbDataReader row, int first, string remote)
    {
        var (no, id, result) = (row.IsDBNull(first) ? 0 : row.GetInt64(first), RemoteRow.Text(row, first + 1), RemoteRow.Text(row, first + 2));
        if (_batch is null || no != _batch.No || id != _batch.Id || result != _result)
        {
            (_batch, _result) = (ReceivedData.LastBatch(remote, no, id, result), result);
        }

        return _batch;
    }
}
