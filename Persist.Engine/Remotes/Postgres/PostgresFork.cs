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
        if (plan.Shared.Count == 0)
        {
            return plan.Answer; // giving the session back ends the transaction
        }

        var (store, replica, answer) = (request.Replica.Store, request.Replica, plan.Answer);
        await session.ExecuteAsync(
            cancellationToken,
            [
                .. plan.Shared.SelectMany(row => new[]
                {
                    PostgresRows.Statement(PostgresSql.RegisterReplica, store, row.Replica, replica.Name),
                    PostgresRows.WriteShared(store, row),
                }),
                PostgresRows.Statement(PostgresSql.WriteAgreement, store, answer.Head, replica.Replica, answer.Tail),
                PostgresRows.Statement(PostgresSql.WriteHead, store, answer.Head, answer.Tail),
                PostgresRows.Statement("COMMIT"),
            ]).ConfigureAwait(false);
        return answer;
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
            PostgresRows.Statement(PostgresSql.Batches, store, request.Family, request.LooksBeyond, !request.IsRepair));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false); // past the limits
        var (head, floor, tail) = await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            ? (ReceivedData.Head(session.Remote, reader.GetInt64(0)), reader.GetInt64(1), ReceivedData.Tail(session.Remote, reader.GetString(2)))
            : throw PersistErrors.RemoteFailure.With(session.Remote, $"the store '{store}' is not registered there");
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        var shared = await PostgresRows.ReadSharedAsync(reader, session.Remote, cancellationToken).ConfigureAwait(false);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        var batches = new List<(long Seq, OpIdSet Ops)>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            // Everybody's may be among them: what tells nothing of the queue is not kept.
            var ops = ReceivedData.Ops(session.Remote, reader.GetString(1)).And(request.Ops.Names);
            if (!ops.IsEmpty)
            {
                batches.Add((reader.GetInt64(0), ops));
            }
        }

        return ForkPlan.Make(request, head, tail, floor, shared, batches);
    }
}
