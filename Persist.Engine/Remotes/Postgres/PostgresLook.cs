namespace Persist.Engine.Remotes.Postgres;

/// <summary>One small question to the server: does the store stand where it stood? See <see cref="IRemote.LookAsync"/>.</summary>
internal static class PostgresLook
{
    /// <summary>Asks, in one round trip.</summary>
    public static async Task<PullHeader?> RunAsync(PostgresSession session, string store, PullHeader known, CancellationToken cancellationToken)
    {
        var batch = session.Batch(PostgresRows.Statement(PostgresSql.Look, store, known.Head, known.HeadTail ?? "", known.Floor));
        await using var batchEnd = batch.ConfigureAwait(false);
        var row = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var rowEnd = row.ConfigureAwait(false);
        return await row.ReadAsync(cancellationToken).ConfigureAwait(false)
            ? ReceivedData.Check(session.Remote, known with { ServerNow = row.GetInt64(0), PurgedAt = row.GetInt64(1) })
            : null;
    }
}
