using Npgsql;
using Persist.Engine.Errors;
using Persist.Engine.Items;

namespace Persist.Engine.Remotes.Postgres;

/// <summary>Makes the schema when it is missing, and registers stores and replicas in it.</summary>
internal static class PostgresSchema
{
    // How often creation is tried against others who create at the same time; each try waits for one of them.
    private const int Attempts = 10;

    private const string Registration =
        """
        SELECT s.remote_id, s.protocol, s.protocol_min, sh.store IS NOT NULL, r.replica IS NOT NULL
        FROM persist.store s
        LEFT JOIN persist.shard sh ON sh.store = $1 AND sh.shard = 0
        LEFT JOIN persist.replica r ON r.store = $1 AND r.shard = 0 AND r.replica = $2
        WHERE s.store = $1
        """;

    /// <summary>Registers store and replica, after making the schema if there is none.</summary>
    public static async Task<RemoteHandshake> ConnectAsync(PostgresSession session, ReplicaIdentity replica, CancellationToken cancellationToken)
    {
        try
        {
            return await RegisterAsync(session, replica, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException failure) when (IsMissing(failure))
        {
            await CreateAsync(session, cancellationToken).ConfigureAwait(false);
            return await RegisterAsync(session, replica, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Lets the planner know the table, when nobody did so yet.</summary>
    public static async Task AnalyzeIfNeverDoneAsync(PostgresSession session, CancellationToken cancellationToken)
    {
        try
        {
            await using var batch = session.Batch(
                PostgresRows.Statement("SELECT reltuples <= 0 FROM pg_catalog.pg_class WHERE oid = 'persist.cell'::regclass"));
            if (await batch.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true)
            {
                await session.ExecuteAsync(cancellationToken, PostgresRows.Statement("ANALYZE persist.cell")).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (PostgresFailure.Covers(failure) || failure is OperationCanceledException)
        {
            // The push is committed, and must be reported so; autovacuum analyses the table sooner or later.
        }
    }

    private static async Task<RemoteHandshake> RegisterAsync(PostgresSession session, ReplicaIdentity replica, CancellationToken cancellationToken)
    {
        var known = await ReadAsync(session, replica, cancellationToken).ConfigureAwait(false);
        if (known is not { HasShard: true, HasReplica: true })
        {
            // Checked first: an older program must not write into a store that it does not understand.
            RefuseNewer(known, session.Remote);
            await session.ExecuteAsync(
                cancellationToken,
                PostgresRows.Statement(
                    "INSERT INTO persist.store (store, remote_id, protocol, protocol_min) VALUES ($1, $2, $3, 1) ON CONFLICT DO NOTHING",
                    replica.Store,
                    RandomIds.Secure.Name(),
                    RemoteProtocol.Version),
                PostgresRows.Statement(
                    $"INSERT INTO persist.shard (store, shard, purged_at) VALUES ($1, 0, {PostgresSql.Now}) ON CONFLICT DO NOTHING", replica.Store),
                PostgresRows.Statement(
                    PostgresSql.RegisterReplica,
                    replica.Store,
                    replica.Replica,
                    replica.Name)).ConfigureAwait(false);
            known = await ReadAsync(session, replica, cancellationToken).ConfigureAwait(false);
        }

        RefuseNewer(known, session.Remote);
        return known?.Handshake ?? throw PersistErrors.RemotePermission.With(session.Remote, $"the store '{replica.Store}' is not granted to it");
    }

    private static void RefuseNewer(Known? known, string remote)
    {
        if (known is { ProtocolMin: > RemoteProtocol.Version })
        {
            throw PersistErrors.RemoteProtocol.With(remote, known.ProtocolMin, RemoteProtocol.Version);
        }
    }

    private static async Task<Known?> ReadAsync(PostgresSession session, ReplicaIdentity replica, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch(
            PostgresRows.Statement("SELECT pg_backend_pid(), current_setting('transaction_read_only') = 'on'"),
            PostgresRows.Statement(Registration, replica.Store, replica.Replica));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        session.Meet(reader.GetInt32(0));
        if (reader.GetBoolean(1))
        {
            throw PersistErrors.RemoteOffline.With(session.Remote, PostgresFailure.OnlyReads);
        }

        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            ? new Known(
                new RemoteHandshake(reader.GetString(0), reader.GetInt32(1)), reader.GetInt32(2), reader.GetBoolean(3), reader.GetBoolean(4))
            : null;
    }

    private static async Task CreateAsync(PostgresSession session, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // One transaction: sent together, without any of our own, PostgreSQL takes them all or none.
                await session.ExecuteAsync(cancellationToken, [.. Statements().Select(sql => PostgresRows.Statement(sql))]).ConfigureAwait(false);
                return;
            }
            catch (PostgresException failure) when (IsThereAlready(failure) && attempt < Attempts)
            {
                if (await ExistsAsync(session, cancellationToken).ConfigureAwait(false))
                {
                    return;
                }
            }
        }
    }

    private static async Task<bool> ExistsAsync(PostgresSession session, CancellationToken cancellationToken)
    {
        await using var batch = session.Batch(PostgresRows.Statement("SELECT to_regclass('persist.item') IS NOT NULL"));
        return await batch.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
    }

    private static IEnumerable<string> Statements()
    {
        using var stream = typeof(PostgresSchema).Assembly.GetManifestResourceStream("001-schema.sql")!;
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n').Select(line => line.Split("--")[0].TrimEnd());
        return string.Join('\n', lines).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    // invalid_schema_name, undefined_table
    private static bool IsMissing(PostgresException failure) => failure.SqlState is "3F000" or "42P01";

    // unique_violation (of a catalogue's index), duplicate_schema, duplicate_table, duplicate_object
    private static bool IsThereAlready(PostgresException failure) => failure.SqlState is "23505" or "42P06" or "42P07" or "42710";

    private sealed record Known(RemoteHandshake Handshake, int ProtocolMin, bool HasShard, bool HasReplica);
}
