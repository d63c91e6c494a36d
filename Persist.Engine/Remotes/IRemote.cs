using Persist.Engine.Merge;

namespace Persist.Engine.Remotes;

/// <summary>
/// The one place through which the replicas of a store exchange operations. An implementation knows its database
/// and the merge rule, and nothing of the local store.
/// </summary>
/// <remarks>
/// Every method throws <see cref="Errors.PersistException"/>, with a transient error where trying again may help.
/// One cycle at a time uses an instance.
/// </remarks>
internal interface IRemote : IAsyncDisposable
{
    /// <summary>How the remote is named in status and messages; never holds a secret.</summary>
    string Description { get; }

    /// <summary>True for one that does its work, and its waiting, on the thread that asks: SQLite's.</summary>
    bool KeepsThread => false;

    /// <summary>Makes or checks the schema, registers store and replica. Called until it has succeeded once.</summary>
    Task<RemoteHandshake> ConnectAsync(ReplicaIdentity replica, CancellationToken cancellationToken);

    /// <summary>Asks only whether the remote stands where it stood: no push, no fork and no purge that deleted something since. Worth it where that costs less than a pull.</summary>
    /// <param name="replica">Who asks.</param>
    /// <param name="known">Where it stood.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>The same, with the remote's clock as of now; null when only a pull can tell.</returns>
    Task<PullHeader?> LookAsync(ReplicaIdentity replica, PullHeader known, CancellationToken cancellationToken) => Task.FromResult<PullHeader?>(null);

    /// <summary>Opens one snapshot of what lies beyond the cursor.</summary>
    /// <param name="replica">Who asks.</param>
    /// <param name="cursor">The position up to which the caller has applied the remote.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    Task<IPull> PullAsync(ReplicaIdentity replica, long cursor, CancellationToken cancellationToken);

    /// <summary>Opens one snapshot of the remote's content as numbers, for a comparison: little is sent of what is the same.</summary>
    /// <param name="replica">Who asks.</param>
    /// <param name="cursor">The position up to which the caller has applied the remote, for the header.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    Task<IRemoteContent> OpenContentAsync(ReplicaIdentity replica, long cursor, CancellationToken cancellationToken);

    /// <summary>Applies one batch exactly once; sent again with the same ids it returns the stored result.</summary>
    /// <exception cref="Errors.PersistException"><see cref="Errors.PersistErrors.Forked"/> when the batch does not follow the replica's last.</exception>
    Task<PushResult> PushAsync(PushRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Tells a copied file what of its queue was sent by another copy, and notes that the rest may now come from two sides: at a
    /// position of its own, so that a remote which has lost the note lacks that. Asking again changes nothing.
    /// </summary>
    Task<ForkAnswer> ForkAsync(ForkRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes tombstones, batches and conflicts that are older than the store's retention, if nobody did so within the last
    /// day, and raises the floor to the newest that is gone. In steps, each a transaction under the lock.
    /// </summary>
    /// <returns>True when more is left for another step.</returns>
    Task<bool> PurgeAsync(ReplicaIdentity replica, CancellationToken cancellationToken);

    /// <summary>Says for how long the store's tombstones, batches and conflicts are kept: for all its replicas, from the next purge on.</summary>
    /// <param name="replica">Who asks.</param>
    /// <param name="microseconds">How long; null for ever.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    Task SetRetentionAsync(ReplicaIdentity replica, long? microseconds, CancellationToken cancellationToken);
}
