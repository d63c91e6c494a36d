using Npgsql;
using Persist.Engine.Items;
using Persist.Engine.Merge;

namespace Persist.Engine.Remotes.Postgres;

/// <summary>The shared remote: the schema <c>persist</c> of a PostgreSQL database.</summary>
internal sealed class PostgresRemote : IRemote
{
    // Below this the planner cannot go far wrong.
    private const int LargePush = 1000;

    private readonly NpgsqlConnectionStringBuilder _settings;
    private readonly TimeProvider _clock;
    private readonly PostgresTimeouts _timeouts;
    private readonly ClockOffset _offset = new();
    private readonly LastBatchReading _last = new();
    private NpgsqlDataSource _source;
    private bool _isAnalyzed;
    private bool _isBehindPooler;
    private long _head;

    /// <summary>Prepares a remote; nothing is sent yet.</summary>
    /// <param name="settings">Where and how to connect. What it leaves open gets the values that suit a sync.</param>
    /// <param name="description">How messages name the remote.</param>
    /// <param name="clock">The clock that stamps the replica's operations.</param>
    /// <param name="timeouts">How long things may take.</param>
    public PostgresRemote(NpgsqlConnectionStringBuilder settings, string description, TimeProvider clock, PostgresTimeouts? timeouts = null)
    {
        (_settings, Description, _clock, _timeouts) = (settings, description, clock, timeouts ?? new PostgresTimeouts());
        _source = PostgresDefaults.CreateSource(settings, mayPrepare: true);
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public async Task<RemoteHandshake> ConnectAsync(ReplicaIdentity replica, CancellationToken cancellationToken)
    {
        RemoteHandshake handshake;
        bool isBehindPooler;
        await using (var session = await PostgresSession.OpenAsync(_source, Description, cancellationToken).ConfigureAwait(false))
        {
            handshake = await session.Translated(() => PostgresSchema.ConnectAsync(session, replica, cancellationToken)).ConfigureAwait(false);
            isBehindPooler = session.IsBehindPooler;
        }

        if (isBehindPooler && !_isBehindPooler)
        {
            // Nothing is prepared yet: that takes more uses of a statement than a handshake makes.
            _isBehindPooler = true;
            await _source.DisposeAsync().ConfigureAwait(false);
            _source = PostgresDefaults.CreateSource(_settings, mayPrepare: false);
        }

        return handshake;
    }

    /// <inheritdoc/>
    public async Task<PullHeader?> LookAsync(ReplicaIdentity replica, PullHeader known, CancellationToken cancellationToken)
    {
        var session = await PostgresSession.OpenAsync(_source, Description, cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);
        var sent = Stamp.Now(_clock);
        var header = await session.Translated(() => PostgresLook.RunAsync(session, replica.Store, known, cancellationToken)).ConfigureAwait(false);
        if (header is not null)
        {
            _offset.Observe(sent, header.ServerNow, Stamp.Now(_clock));
        }

        return header;
    }

    /// <inheritdoc/>
    public Task<IPull> PullAsync(ReplicaIdentity replica, long cursor, CancellationToken cancellationToken) => SnapshotAsync<IPull>(
        async session =>
        {
            var sent = Stamp.Now(_clock);
            var pull = await PostgresPull.OpenAsync(session, replica, cursor, _last, cancellationToken).ConfigureAwait(false);
            _offset.Observe(sent, pull.Header.ServerNow, Stamp.Now(_clock));
            _head = pull.Header.Head;
            return pull;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IRemoteContent> OpenContentAsync(ReplicaIdentity replica, long cursor, CancellationToken cancellationToken) => SnapshotAsync<IRemoteContent>(
        async session => await PostgresContent.OpenAsync(session, replica, cursor, cancellationToken).ConfigureAwait(false), cancellationToken);

    /// <inheritdoc/>
    public async Task<PushResult> PushAsync(PushRequest request, CancellationToken cancellationToken)
    {
        await using var session = await PostgresSession.OpenAsync(_source, Description, cancellationToken).ConfigureAwait(false);
        var push = new PostgresPush(session, request, _head, _clock, _offset, _timeouts);
        var result = await session.Translated(() => push.RunAsync(cancellationToken)).ConfigureAwait(false);
        _head = Math.Max(_head, result.Seq);
        if (!_isAnalyzed && push.Written >= LargePush)
        {
            await PostgresSchema.AnalyzeIfNeverDoneAsync(session, cancellationToken).ConfigureAwait(false);
            _isAnalyzed = true;
        }

        return result;
    }

    /// <inheritdoc/>
    public async Task<ForkAnswer> ForkAsync(ForkRequest request, CancellationToken cancellationToken)
    {
        await using var session = await PostgresSession.OpenAsync(_source, Description, cancellationToken).ConfigureAwait(false);
        return await session.Translated(() => PostgresFork.RunAsync(session, request, _timeouts, cancellationToken)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<bool> PurgeAsync(ReplicaIdentity replica, CancellationToken cancellationToken)
    {
        await using var session = await PostgresSession.OpenAsync(_source, Description, cancellationToken).ConfigureAwait(false);
        return await session.Translated(() => PostgresPurge.RunAsync(session, replica.Store, _timeouts, cancellationToken)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task SetRetentionAsync(ReplicaIdentity replica, long? microseconds, CancellationToken cancellationToken)
    {
        await using var session = await PostgresSession.OpenAsync(_source, Description, cancellationToken).ConfigureAwait(false);
        await session.Translated(async () =>
        {
            await session.ExecuteAsync(
                cancellationToken, PostgresRows.Statement(PostgresSql.SetRetention, replica.Store, (object?)microseconds ?? DBNull.Value)).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    // What is opened keeps the session; where nothing was opened, it goes back.
    private async Task<T> SnapshotAsync<T>(Func<PostgresSession, Task<T>> open, CancellationToken cancellationToken)
    {
        var session = await PostgresSession.OpenAsync(_source, Description, cancellationToken).ConfigureAwait(false);
        try
        {
            return await session.Translated(() => open(session)).ConfigureAwait(false);
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
