using System.Runtime.CompilerServices;
using Npgsql;
using Persist.Engine.Merge;

namespace Persist.Engine.Remotes.Postgres;

/// <summary>One snapshot of the server, sent for and streamed back in a single round trip.</summary>
internal sealed class PostgresPull : IPull
{
    private readonly PostgresSession _session;
    private readonly NpgsqlBatch _batch;
    private readonly NpgsqlDataReader _reader;
    private readonly long _cursor;
    private bool _isReadToEnd;

    private PostgresPull(PostgresSession session, NpgsqlBatch batch, NpgsqlDataReader reader, long cursor, PullHeader header) =>
        (_session, _batch, _reader, _cursor, Header) = (session, batch, reader, cursor, header);

    /// <inheritdoc/>
    public PullHeader Header { get; }

    private bool HasNews => Header.Head > _cursor;

    /// <summary>Sends the whole request and reads the header. The session belongs to the pull afterwards.</summary>
    public static async Task<PostgresPull> OpenAsync(
        PostgresSession session, ReplicaIdentity replica, long cursor, LastBatchReading last, CancellationToken cancellationToken)
    {
        // The statements travel together; the server starts the transaction, answers each, and ends it.
        var batch = session.Batch(
            PostgresRows.Statement("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
            PostgresRows.Statement(PostgresSql.Header, replica.Store, replica.Replica, cursor),
            PostgresRows.Statement(PostgresSql.Conflicts, replica.Store, cursor),
            cursor == 0 && !replica.HearsOfDeletions
                ? PostgresRows.Statement(PostgresSql.LiveCells, replica.Store, cursor, replica.Replica)
                : PostgresRows.Statement(PostgresSql.Cells, replica.Store, cursor),
            PostgresRows.Statement("COMMIT"));
        NpgsqlDataReader? reader = null;
        try
        {
            reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            return new PostgresPull(session, batch, reader, cursor, PostgresRows.ReadHeader(reader, session.Remote, last));
        }
        catch
        {
            // The reader first: it reads to the end of the batch, which must be there for that.
            await (reader?.DisposeAsync() ?? ValueTask.CompletedTask).ConfigureAwait(false);
            await batch.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<PullPage> ReadPagesAsync(int size, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!HasNews)
        {
            yield break;
        }

        var check = new ReceivedData(_session.Remote, _cursor, Header);
        var conflicts = await _session.Translated(() => ReadConflictsAsync(check, cancellationToken)).ConfigureAwait(false);
        var pages = new PageCutter(size, Header.Head, conflicts);
        PullPage? page;
        do
        {
            page = await _session.Translated(() => ReadPageAsync(pages, check, cancellationToken)).ConfigureAwait(false);
            yield return page ?? pages.Finish();
        }
        while (page is not null);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            // A pull that is given up must not read the rest of a large answer.
            if (!_isReadToEnd && HasNews)
            {
                _batch.Cancel();
            }

            await _reader.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (PostgresFailure.Covers(failure))
        {
            // Expected after Cancel; and everything that was needed has been read before.
        }

        await _batch.DisposeAsync().ConfigureAwait(false);
        await _session.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<List<ConflictFact>> ReadConflictsAsync(ReceivedData check, CancellationToken cancellationToken)
    {
        var conflicts = new List<ConflictFact>();
        await _reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        while (await _reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            conflicts.Add(check.Check(RemoteRow.ReadConflict(_reader)));
        }

        await _reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        return conflicts;
    }

    // Null at the end of the rows.
    private async Task<PullPage?> ReadPageAsync(PageCutter pages, ReceivedData check, CancellationToken cancellationToken)
    {
        while (await _reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (pages.Add(check.Check(RemoteRow.ReadCell(_reader))) is { } page)
            {
                return page;
            }
        }

        _isReadToEnd = true;
        return null;
    }
}
