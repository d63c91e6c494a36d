using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Engine.Merge;

namespace Persist.Engine.Remotes.Sqlite;

/// <summary>The embedded remote: a SQLite file (a "hub") that the replicas of one machine share.</summary>
/// <param name="path">The hub's full path.</param>
/// <param name="replicaClock">The clock that stamps the replica's operations.</param>
/// <param name="serverClock">The hub's clock, which decides: the machine's.</param>
internal sealed class SqliteRemote(string path, TimeProvider replicaClock, TimeProvider serverClock) : IRemote
{
    private readonly HubFile _file = new(path);

    /// <inheritdoc/>
    public string Description => path;

    public bool KeepsThread => true;

    /// <inheritdoc/>
    public Task<RemoteHandshake> ConnectAsync(ReplicaIdentity replica, CancellationToken cancellationToken) => Run(
        () =>
        {
            // A hub that is away must not be replaced by an empty one.
            var connection = replica.RemoteId is null ? _file.Create() : _file.Connection();
            using var transaction = connection.BeginTransaction(deferred: false);
            var rows = new HubRows(connection, replica.Store);
            var handshake = rows.RegisterStore(RandomIds.Secure.Name(), Stamp.Now(serverClock));
            if (rows.ProtocolMin() is var needed && needed > RemoteProtocol.Version)
            {
                throw PersistErrors.RemoteProtocol.With(path, needed, RemoteProtocol.Version);
            }

            rows.RegisterReplica(replica, Stamp.Now(serverClock));
            transaction.Commit();
            return handshake;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IPull> PullAsync(ReplicaIdentity replica, long cursor, CancellationToken cancellationToken) => Run<IPull>(
        () => HubPull.Open(_file.Connection(), path, replica, cursor, Stamp.Now(serverClock)), cancellationToken);

    /// <inheritdoc/>
    public Task<IRemoteContent> OpenContentAsync(ReplicaIdentity replica, long cursor, CancellationToken cancellationToken) => Run<IRemoteContent>(
        () => HubContent.Open(_file.Connection(), path, replica, cursor, Stamp.Now(serverClock)), cancellationToken);

    /// <inheritdoc/>
    public Task<PushResult> PushAsync(PushRequest request, CancellationToken cancellationToken) => Run(
        () =>
        {
            var connection = _file.Connection();
            using var transaction = connection.BeginTransaction(deferred: false);
            var rows = new HubRows(connection, request.Replica.Store);
            if (PushPlan.StoredResult(request, rows.LastBatch(request.Replica.Replica, path)) is { } stored)
            {
                return stored;
            }

            var head = Registered(rows, request.Replica).Head;
            var oldest = request.SmallestBase;
            var unseen = head > oldest ? rows.Beyond(oldest, request.Ops) : new Dictionary<CellKey, Cell>();
            var now = Stamp.Now(serverClock);
            var plan = PushPlan.Make(
                request, head, now, Stamp.Now(replicaClock), ReceivedData.Check(path, head, now, unseen), rows.Shared(request.Family, path));
            new HubPush(connection, request).Write(plan);
            transaction.Commit();
            _file.AfterCommit();
            return plan.Result;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<ForkAnswer> ForkAsync(ForkRequest request, CancellationToken cancellationToken) => Run(
        () =>
        {
            var connection = _file.Connection();
            using var transaction = connection.BeginTransaction(deferred: false);
            var rows = new HubRows(connection, request.Replica.Store);
            var (head, floor, tail, _) = Registered(rows, request.Replica);
            var plan = ForkPlan.Make(request, ReceivedData.Head(path, head), ReceivedData.Tail(path, tail), floor, rows.Shared(request.Family, path), rows.Batches(request, path));
            if (plan.Shared.Count > 0)
            {
                rows.WriteAgreement(request.Replica, plan, Stamp.Now(serverClock));
            }

            transaction.Commit();
            _file.AfterCommit();
            return plan.Answer;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> PurgeAsync(ReplicaIdentity replica, CancellationToken cancellationToken) => Run(
        () =>
        {
            var connection = _file.Connection();
            using var transaction = connection.BeginTransaction(deferred: false);
            var more = new HubPurge(connection, replica.Store).Run(Stamp.Now(serverClock));
            transaction.Commit();
            _file.AfterCommit();
            return more;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task SetRetentionAsync(ReplicaIdentity replica, long? microseconds, CancellationToken cancellationToken) => Run(
        () => new HubRows(_file.Connection(), replica.Store).SetRetention(microseconds), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }

    private (long Head, long Floor, string Tail, long PurgedAt) Registered(HubRows rows, ReplicaIdentity replica) => rows.Shard()
        ?? throw PersistErrors.RemoteFailure.With(path, $"the store '{replica.Store}' is not registered there");

    // SQLite has no asynchronous calls; the sync thread is made for waiting.
    private Task<T> Run<T>(Func<T> work, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        try
        {
            return Task.FromResult(work());
        }
        catch (Exception failure) when (HubFailure.Covers(failure))
        {
            return Task.FromException<T>(HubFailure.Translate(failure, path));
        }
        catch (PersistException failure)
        {
            return Task.FromException<T>(failure);
        }
    }
}
