using Npgsql;
using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Engine.Merge;

namespace Persist.Engine.Remotes.Postgres;

/// <summary>One batch, in two round trips: lock and read, then write and commit. In a third one if the others turn out to have pushed.</summary>
/// <param name="session">The connection.</param>
/// <param name="request">The batch.</param>
/// <param name="knownHead">The head that was last seen.</param>
/// <param name="clock">The replica's clock.</param>
/// <param name="offset">What is known of the clocks.</param>
/// <param name="timeouts">How long things may take.</param>
internal sealed class PostgresPush(
    PostgresSession session, PushRequest request, long knownHead, TimeProvider clock, ClockOffset offset, PostgresTimeouts timeouts)
{
    private readonly long _smallestBase = request.SmallestBase;

    /// <summary>How many cells were written.</summary>
    public int Written { get; private set; }

    private string Store => request.Replica.Store;

    /// <summary>Applies the batch, or returns what it was answered before.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.Forked"/> when the batch does not follow the replica's last.</exception>
    public async Task<PushResult> RunAsync(CancellationToken cancellationToken)
    {
        var state = await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (PushPlan.StoredResult(request, state.Last) is { } stored)
        {
            return stored; // giving the session back ends the transaction
        }

        var unseen = state.Unseen ?? await ReadUnseenAsync(cancellationToken).ConfigureAwait(false);
        var plan = PushPlan.Make(
            request, state.Head, state.ServerNow, state.ReplicaNow, ReceivedData.Check(session.Remote, state.Head, state.ServerNow, unseen),
            state.Shared);
        await WriteAsync(plan, cancellationToken).ConfigureAwait(false);
        Written = plan.Writes.Count;
        return plan.Result;
    }

    private async Task<State> ReadAsync(CancellationToken cancellationToken)
    {
        // Everything after the lock is a statement of its own, and so has a snapshot taken after the lock was got. The names of
        // the cells are a third of what a push sends: they travel with it only if there is something unseen to be expected.
        await using var batch = session.Batch(
            PostgresRows.Statement("BEGIN ISOLATION LEVEL READ COMMITTED"),
            timeouts.Limits(session.ServerVersion),
            PostgresRows.Statement(PostgresSql.Lock, Store),
            PostgresRows.Statement(PostgresSql.Shared, Store, request.Family),
            PostgresRows.Statement(PostgresSql.LastBatch, Store, request.Replica.Replica));
        var asksForUnseen = knownHead > _smallestBase;
        if (asksForUnseen)
        {
            batch.BatchCommands.Add(Unseen());
        }

        var sent = Stamp.Now(clock);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false); // past the limits
        var head = await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            ? reader.GetInt64(0)
            : throw PersistErrors.RemoteFailure.With(session.Remote, $"the store '{Store}' is not registered there");
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        var shared = await PostgresRows.ReadSharedAsync(reader, session.Remote, cancellationToken).ConfigureAwait(false);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var serverNow = reader.GetInt64(0);
        var replicaNow = serverNow - offset.Observe(sent, serverNow, Stamp.Now(clock));
        var last = new LastBatchReading().Read(reader, 1, session.Remote);
        var unseen = asksForUnseen && await reader.NextResultAsync(cancellationToken).ConfigureAwait(false)
            ? await ReadCellsAsync(reader, cancellationToken).ConfigureAwait(false)
            : head > _smallestBase ? null : [];
        return new State(head, serverNow, replicaNow, last, unseen, shared);
    }

    private async Task<Dictionary<CellKey, Cell>> ReadUnseenAsync(CancellationToken cancellationToken)
    {
        await using var batch = session.Batch(Unseen());
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await ReadCellsAsync(reader, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<Dictionary<CellKey, Cell>> ReadCellsAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var cells = new Dictionary<CellKey, Cell>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var cell = RemoteRow.ReadCell(reader);
            cells.Add(cell.Id, cell);
        }

        return cells;
    }

    private NpgsqlBatchCommand Unseen()
    {
        var cells = request.Ops.Select(op => op.Cell).Distinct().ToList();
        return PostgresRows.Statement(
            PostgresSql.Unseen,
            Store,
            _smallestBase,
            cells.ConvertAll(cell => cell.Key).ToArray(),
            cells.ConvertAll(cell => cell.Kind).ToArray(),
            cells.ConvertAll(cell => cell.Path).ToArray());
    }

    private async Task WriteAsync(PushPlan plan, CancellationToken cancellationToken)
    {
        var result = plan.Result;
        var statements = new List<NpgsqlBatchCommand>();
        // Almost always one group: the queue composes what one replica writes to one cell.
        foreach (var group in plan.Writes.GroupBy(write => write.Times))
        {
            statements.Add(Cells(group.Key, group.Select(write => write.Cell).ToList(), result));
        }

        if (plan.Conflicts.Count > 0)
        {
            statements.Add(Conflicts(plan.Conflicts));
        }

        var replica = request.Replica;
        statements.Add(PostgresRows.Statement(PostgresSql.WriteBatch, Store, result.Seq, replica.Replica, request.No, request.Id, result.ServerNow, plan.Done.ToString(), result.Tail!));
        statements.Add(PostgresRows.Statement(
            PostgresSql.WriteReplica, Store, result.Seq, replica.Replica, request.No, request.Id, replica.Name, result.ToJson(), result.ServerNow));
        statements.AddRange(plan.Taken.Select(row => PostgresRows.WriteShared(Store, row)));
        statements.Add(PostgresRows.Statement(PostgresSql.WriteHead, Store, result.Seq, result.Tail!));
        statements.Add(PostgresRows.Statement("COMMIT"));
        await session.ExecuteAsync(cancellationToken, [.. statements]).ConfigureAwait(false);
    }

    private NpgsqlBatchCommand Cells(int times, List<Cell> cells, PushResult result) => PostgresRows.Statement(
        PostgresSql.WriteCells,
        Store,
        result.Seq,
        request.Replica.Replica,
        result.ServerNow,
        (long)times,
        cells.ConvertAll(cell => cell.Id.Key).ToArray(),
        cells.ConvertAll(cell => cell.Id.Kind).ToArray(),
        cells.ConvertAll(cell => cell.Id.Path).ToArray(),
        cells.ConvertAll(cell => cell.Value).ToArray(),
        cells.ConvertAll(cell => cell.Dead).ToArray(),
        cells.ConvertAll(cell => cell.Stamp).ToArray(),
        cells.ConvertAll(cell => cell.Op).ToArray(),
        cells.ConvertAll(cell => cell.State).ToArray());

    private NpgsqlBatchCommand Conflicts(IReadOnlyList<ConflictFact> conflicts) => PostgresRows.Statement(
        PostgresSql.WriteConflicts,
        Store,
        conflicts.Select(conflict => conflict.Id).ToArray(),
        conflicts.Select(conflict => conflict.Seq).ToArray(),
        conflicts.Select(conflict => conflict.Cell.Key).ToArray(),
        conflicts.Select(conflict => conflict.Cell.Kind).ToArray(),
        conflicts.Select(conflict => conflict.Cell.Path).ToArray(),
        conflicts.Select(conflict => conflict.Winner.Op).ToArray(),
        conflicts.Select(conflict => conflict.Winner.Origin).ToArray(),
        conflicts.Select(conflict => conflict.Winner.Value).ToArray(),
        conflicts.Select(conflict => conflict.Winner.Stamp).ToArray(),
        conflicts.Select(conflict => conflict.Loser.Op).ToArray(),
        conflicts.Select(conflict => conflict.Loser.Origin).ToArray(),
        conflicts.Select(conflict => conflict.Loser.Value).ToArray(),
        conflicts.Select(conflict => conflict.Loser.Stamp).ToArray());

    private sealed record State(long Head, long ServerNow, long ReplicaNow, LastBatch? Last, Dictionary<CellKey, Cell>? Unseen, IReadOnlyList<SharedOps> Shared);
}
