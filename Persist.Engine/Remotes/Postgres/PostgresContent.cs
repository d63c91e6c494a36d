using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using Persist.Engine.Merge;

namespace Persist.Engine.Remotes.Postgres;

/// <summary>One snapshot of the server, for a comparison: the server makes the numbers, and sends them instead of what they are of.</summary>
internal sealed class PostgresContent : IRemoteContent
{
    // The server answers when it has read the whole store. In seconds; a server that is gone is noticed by its connection.
    private const int Patience = 600;

    private readonly PostgresSession _session;
    private readonly string _store;
    private readonly ReceivedData _check;

    private PostgresContent(PostgresSession session, string store, PullHeader header)
    {
        (_session, _store, Header) = (session, store, header);
        _check = new ReceivedData(session.Remote, 0, header);
    }

    /// <inheritdoc/>
    public PullHeader Header { get; }

    /// <inheritdoc/>
    public ContentSums Sums { get; } = new();

    /// <summary>Asks for header and sums in one round trip. The session belongs to the content afterwards.</summary>
    public static async Task<PostgresContent> OpenAsync(
        PostgresSession session, ReplicaIdentity replica, long cursor, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch(
            PostgresRows.Statement("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
            PostgresRows.Statement(PostgresSql.Header, replica.Store, replica.Replica, cursor),
            PostgresRows.Statement(PostgresSql.Sums, replica.Store));
        batch.Timeout = Patience;
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var content = new PostgresContent(session, replica.Store, PostgresRows.ReadHeader(reader, session.Remote, new LastBatchReading()));
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            content.Sums.Add(reader.GetInt32(0), reader.GetInt64(1), Modulo(reader.GetString(2)));
        }

        return content;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<CellDigest> ReadAsync(IReadOnlyList<int> buckets, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batch = _session.Batch(PostgresRows.Statement(PostgresSql.Digests, _store, buckets.ToArray()));
        batch.Timeout = Patience;
        await using (batch.ConfigureAwait(false))
        {
            var reader = await _session.Translated(() => batch.ExecuteReaderAsync(cancellationToken)).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await _session.Translated(() => reader.ReadAsync(cancellationToken)).ConfigureAwait(false))
                {
                    yield return new CellDigest(
                        _check.Check(new CellKey(reader.GetString(0), reader.GetString(1), reader.GetString(2))), reader.GetInt64(3));
                }
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    // The server adds up exactly.
    private static long Modulo(string sum) => unchecked((long)(ulong)(BigInteger.Parse(sum, CultureInfo.InvariantCulture) & ulong.MaxValue));
}
