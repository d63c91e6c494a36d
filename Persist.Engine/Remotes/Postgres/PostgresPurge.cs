namespace Persist.Engine.Remotes.Postgres;

/// <summary>One step of a purge, in two round trips: lock and read, then delete and commit.</summary>
internal static class PostgresPurge
{
    /// <summary>$2 how many batches.</summary>
    private const string Read =
        $"""
        SELECT {PostgresSql.Now}, h.floor, h.purged_at, s.retention, b.seq, b.at
        FROM persist.store s
        JOIN persist.shard h ON h.store = $1 AND h.shard = 0
        LEFT JOIN LATERAL (
            SELECT o.seq, o.at FROM persist.batch o WHERE o.store = $1 AND o.shard = 0 AND o.seq > h.floor ORDER BY o.seq LIMIT $2) b ON true
        WHERE s.store = $1
        ORDER BY b.seq
        """;

    // $2 the old floor, $3 the new one. Dead counters stay: they carry the generation.
    private const string Cells =
        $"DELETE FROM persist.cell WHERE store = $1 AND shard = 0 AND seq > $2 AND seq <= $3 AND dead AND kind <> '{Merge.ItemKind.Counter}'";

    private const string Conflicts = "DELETE FROM persist.conflict WHERE store = $1 AND shard = 0 AND seq > $2 AND seq <= $3";

    // The batch at the floor stays: it tells who stands there whether this is his past.
    private const string Batches =
        """
        DELETE FROM persist.batch b WHERE b.store = $1 AND b.shard = 0 AND b.seq >= $2 AND b.seq < $3
            AND b.seq <> (SELECT s.head FROM persist.shard s WHERE s.store = $1 AND s.shard = 0)
            AND NOT EXISTS (SELECT FROM persist.replica r WHERE r.store = $1 AND r.shard = 0 AND r.replica = b.replica AND r.seq = b.seq)
        """;

    /// <summary>$2 the new floor, $3 whether the purge is complete, $4 the server's now.</summary>
    private const string Floor = "UPDATE persist.shard SET floor = $2, purged_at = CASE WHEN $3 THEN $4 ELSE purged_at END WHERE store = $1 AND shard = 0";

    /// <summary>Deletes what is old; returns true when more is left.</summary>
    public static async Task<bool> RunAsync(PostgresSession session, string store, PostgresTimeouts timeouts, CancellationToken cancellationToken)
    {
        var state = await ReadAsync(session, store, timeouts, cancellationToken).ConfigureAwait(false);
        if (state is not var (now, floor, purgedAt, retention, batches) || !PurgePlan.IsDue(purgedAt, now))
        {
            return false; // giving the session back ends the transaction
        }

        var plan = PurgePlan.Make(floor, retention, now, batches);
        await session.ExecuteAsync(
            cancellationToken,
            PostgresRows.Statement(Cells, store, floor, plan.Through),
            PostgresRows.Statement(Conflicts, store, floor, plan.Through),
            PostgresRows.Statement(Batches, store, floor, plan.Through),
            PostgresRows.Statement(Floor, store, plan.Through, plan.IsLast, now),
            PostgresRows.Statement("COMMIT")).ConfigureAwait(false);
        return !plan.IsLast;
    }

    private static async Task<State?> ReadAsync(
        PostgresSession session, string store, PostgresTimeouts timeouts, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch(
            PostgresRows.Statement("BEGIN ISOLATION LEVEL READ COMMITTED"),
            timeouts.Limits(session.ServerVersion),
            PostgresRows.Statement(PostgresSql.Lock, store),
            PostgresRows.Statement(Read, store, (long)PurgePlan.StepBatches));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false); // past the limits
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false); // and the lock
        State? state = null;
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            state ??= new State(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.IsDBNull(3) ? null : reader.GetInt64(3), []);
            if (!reader.IsDBNull(4))
            {
                state.Batches.Add((reader.GetInt64(4), reader.GetInt64(5)));
            }
        }

        return state;
    }

    private sealed record State(long Now, long Floor, long PurgedAt, long? Retention, List<(long Seq, long At)> Batches);
}
