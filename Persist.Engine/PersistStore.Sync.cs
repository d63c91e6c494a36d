using Persist.Engine.Errors;
using Persist.Engine.Sync;

namespace Persist.Engine;

/// <content>Sync: on request, in the background, and where it stands.</content>
public sealed partial class PersistStore
{
    /// <summary>
    /// One whole sync now, also while background sync is suspended. What waits when it begins is at the remote when it has
    /// ended; what is written meanwhile may be left for the next one.
    /// </summary>
    /// <exception cref="PersistException">It failed: <see cref="PersistErrors.RemoteOffline"/> and others. Nothing is lost.</exception>
    public Task<SyncResult> SyncAsync(CancellationToken cancellationToken = default) => SyncAsync(null, cancellationToken);

    /// <inheritdoc cref="SyncAsync(CancellationToken)"/>
    /// <param name="watcher">Told how far it is, on engine threads; null when nobody watches.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<SyncResult> SyncAsync(IProgress<SyncProgress>? watcher, CancellationToken cancellationToken = default) =>
        Sync.RunAsync(watcher, cancellationToken);

    /// <summary>The same within a time limit, whether the remote is slow or only far away: what has been sent and received by then counts.</summary>
    /// <param name="timeout">How long it may take, from a few milliseconds on.</param>
    /// <param name="watcher">Told how far it is, on engine threads; null when nobody watches.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PersistException"><see cref="PersistErrors.WaitTimeout"/>; or it failed before. Nothing is lost.</exception>
    public Task<SyncResult> SyncAsync(TimeSpan timeout, IProgress<SyncProgress>? watcher, CancellationToken cancellationToken = default) =>
        Sync.RunAsync(timeout, watcher, cancellationToken);

    /// <summary>Where the store stands.</summary>
    public SyncStatus GetStatus() => _sync?.Status(Local.Status()) ?? StoreSync.StatusWithoutRemote(Local.Status());

    /// <summary>Stops background sync until <see cref="Resume"/>.</summary>
    public void Suspend() => Sync.Suspend();

    /// <summary>Starts background sync again, with an attempt at once.</summary>
    public void Resume() => Sync.Resume();

    /// <summary>
    /// Waits until a sync that began after this call has ended well: everything that was written before is at the remote then.
    /// What is written meanwhile is not waited for.
    /// </summary>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="PersistException"><see cref="PersistErrors.WaitTimeout"/>; <see cref="PersistErrors.ConflictsOpen"/>; or what only a person can mend.</exception>
    public Task<SyncStatus> WaitForSyncAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        WaitForSyncAsync(timeout, null, cancellationToken);

    /// <inheritdoc cref="WaitForSyncAsync(TimeSpan, CancellationToken)"/>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="watcher">Told how far the syncs are, on engine threads; null when nobody watches.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task<SyncStatus> WaitForSyncAsync(
        TimeSpan timeout, IProgress<SyncProgress>? watcher, CancellationToken cancellationToken = default)
    {
        await Sync.WaitAsync(timeout, watcher, cancellationToken).ConfigureAwait(false);
        return GetStatus();
    }
}
