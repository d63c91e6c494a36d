using Persist.Engine.Errors;
using Persist.Engine.Merge;

namespace Persist.Engine.Remotes.Postgres;

/// <summary>The question of a copied file, in two round trips: lock and read, then write and commit.</summary>
internal static class PostgresFork
{
    /// <summary>Tells which operations were sent, and notes the others as shared.</summary>
    public static async Task<ForkAnswer> RunAsync(
        PostgresSession session, ForkRequest request, PostgresTimeouts timeouts, CancellationToken cancellationToken)
    {
        var plan = await ReadAsync(session, request, timeouts, cancellationToken).ConfigureAwait(false);
        var (store, replica) = (request.Replica.Store, request.Replica);
        await session.ExecuteAsync(
            cancellationToken,
            PostgresRows.Statement(PostgresSql.RegisterReplica, store, replica.Replica, replica.Name),
            PostgresRows.WriteShared(store, plan.Shared),
            PostgresRows.Statement("COMMIT")).ConfigureAwait(false);
        return plan.Answer;
    }

    private static async Task<ForkPlan> ReadAsync(
        PostgresSession session, ForkRequest request, PostgresTimeouts timeouts, CancellationToken cancellationToken)
    {
        var store = request.Replica.Store;
        await using var batch = session.Batch(
            PostgresRows.Statement("BEGIN ISOLATION LEVEL READ COMMITTED"),
            timeouts.Limits(session.ServerVersion),
            PostgresRows.Statement(PostgresSql.Lock, store),
            PostgresRows.Statement(PostgresSql.Shared, store, request.Family),
            PostgresRows.Statement(PostgresSql.BatchesSince, store, request.Replica.Replica, request.LooksBeyond));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false); // past the limits
        var floor = await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            ? reader.GetInt64(1)
            : throw PersistErrors.RemoteFailure.With(session.Remote, $"the store '{store}' is not registered there");
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        var shared = await PostgresRows.ReadSharedAsync(reader, session.Remote, cancellationToken).ConfigureAwait(false);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        var batches = new List<(long Seq, OpIdSet Ops)>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            batches.Add((reader.GetInt64(0), ReceivedData.Ops(session.Remote, reader.GetString(1))));
        }

        return ForkPlan.Make(request, floor, shared, batches);
    }
}
