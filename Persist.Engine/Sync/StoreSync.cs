using Microsoft.Extensions.Logging;
using Persist.Engine.Conflicts;
using Persist.Engine.Diagnostics;
using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Engine.Local;
using Persist.Engine.Local.Reading;
using Persist.Engine.Remotes;

namespace Persist.Engine.Sync;

/// <summary>The sync of one open store: on request, in the background, and its status.</summary>
internal sealed class StoreSync : IAsyncDisposable
{
    private readonly Synchronizer _synchronizer;
    private readonly SyncLoop _loop;
    private readonly PersistStoreOptions _options;
    private readonly LocalStore _local;
    private readonly ILogger _log;

    public StoreSync(LocalStore local, IRemote remote, PersistStoreOptions options, ILogger log)
    {
        (_local, _options, _log) = (local, options, log);
        _synchronizer = new Synchronizer(local, remote, options, log, Workers.Pool);
        _synchronizer.ConflictDetected += conflict => ConflictDetected?.Invoke(conflict);
        _synchronizer.Moved += result => Moved?.Invoke(result);
        _synchronizer.Recovered += recovery => Recovered?.Invoke(recovery);
        _loop = new SyncLoop(_synchronizer, options, log);
    }

    /// <summary>A conflict was settled, or parked.</summary>
    public event Action<ConflictRecord>? ConflictDetected;

    /// <summary>A sync that moved something has ended.</summary>
    public event Action<SyncResult>? Moved;

    /// <summary>The lineage was mended.</summary>
    public event Action<Recovery>? Recovered;

    /// <summary>The remote, without secrets.</summary>
    public string Remote => _synchronizer.Remote;

    /// <summary>The status of a store that has no remote.</summary>
    public static SyncStatus StatusWithoutRemote(LocalStatus local) => new(
        SyncState.Local, local.Pending + local.Parked, Time(local.OldestPending), local.Parked, local.DeadLetters, null, local.Cursor, null, null, null, null, null,
        Recovery.Of(local.LastRecovery), false);

    /// <summary>One whole sync on somebody's request.</summary>
    public Task<SyncResult> RunAsync(IProgress<SyncProgress>? watcher, CancellationToken cancellationToken) =>
        RunAsync(Timeout.InfiniteTimeSpan, watcher, cancellationToken);

    /// <summary>The same, within a time limit: what it has done by then counts.</summary>
    public async Task<SyncResult> RunAsync(TimeSpan timeout, IProgress<SyncProgress>? watcher, CancellationToken cancellationToken)
    {
        try
        {
            var result = await WithinAsync(timeout, token => _synchronizer.RunAsync(watcher, token), cancellationToken).ConfigureAwait(false);
            _loop.SyncedOnRequest(result.LeavesMore);
            return result;
        }
        catch (PersistException failure)
        {
            Log.RequestFailed(_log, failure, _options.Name, failure.Error.Id, failure.Message);
            throw;
        }
    }

    /// <summary>Repairs, and lets the background go on at once.</summary>
    public async Task<Recovery> RepairAsync(RepairKeep keep, IProgress<SyncProgress>? watcher, CancellationToken cancellationToken)
    {
        var recovery = await _synchronizer.RepairAsync(keep, watcher, cancellationToken).ConfigureAwait(false);
        _loop.Wake();
        return recovery;
    }

    /// <inheritdoc cref="Synchronizer.RehearseRepairAsync"/>
    public Task<Recovery> RehearseRepairAsync(RepairKeep keep, IProgress<SyncProgress>? watcher, CancellationToken cancellationToken) =>
        _synchronizer.RehearseRepairAsync(keep, watcher, cancellationToken);

    public Task<StoreCheck> CheckAsync(CancellationToken cancellationToken) => _synchronizer.CheckAsync(cancellationToken);

    public void Suspend() => _loop.Suspend();

    public void Resume() => _loop.Resume();

    /// <summary>Waits for a sync that began after this call and ended well: what waited then is at the remote.</summary>
    public Task WaitAsync(TimeSpan timeout, IProgress<SyncProgress>? watcher, CancellationToken cancellationToken) => WithinAsync(
        timeout,
        async token =>
        {
            // Taken before: an attempt that ends while this one fails is not waited for in vain.
            for (var attempt = _loop.NextAttemptEnded; !await IsFlushedAsync(watcher, token).ConfigureAwait(false); attempt = _loop.NextAttemptEnded)
            {
                await attempt.WaitAsync(token).ConfigureAwait(false);
            }

            return true;
        },
        cancellationToken);

    private async Task<T> WithinAsync<T>(TimeSpan timeout, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await work(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            var status = Status(_local.Status());
            throw PersistErrors.WaitTimeout.With(_options.Name, timeout.TotalSeconds, status.State, status.Pending);
        }
    }

    // A sync of its own begins after the call, whatever the background is doing; while that is suspended, nothing syncs.
    private async Task<bool> IsFlushedAsync(IProgress<SyncProgress>? watcher, CancellationToken cancellationToken)
    {
        if (_loop.IsSuspended)
        {
            return false;
        }

        try
        {
            var result = await RunAsync(watcher, cancellationToken).ConfigureAwait(false);
            return result.IsWhole && _local.Status().Parked is > 0 and var parked
                ? throw PersistErrors.ConflictsOpen.With(_options.Name, parked)
                : result.IsWhole;
        }
        catch (PersistException failure) when (failure.Error.IsTransient)
        {
            return false; // the status has it, and the background tries again
        }
    }

    /// <summary>Where the store stands, told by positions.</summary>
    public SyncStatus Status(LocalStatus local)
    {
        var error = _synchronizer.LastError;
        return new SyncStatus(
            State(local, error),
            local.Pending + local.Parked,
            Time(local.OldestPending),
            local.Parked,
            local.DeadLetters,
            _synchronizer.LastSync ?? Time(local.LastSync),
            local.Cursor,
            _synchronizer.RemoteHead ?? local.RemoteHead,
            error,
            _loop.NextAttempt,
            Offset(_synchronizer.ClockOffset ?? local.ClockOffset),
            _synchronizer.Remote,
            Recovery.Of(local.LastRecovery),
            _synchronizer.IsRunning);
    }

    public async ValueTask DisposeAsync()
    {
        var stopping = _synchronizer.DisposeAsync().ConfigureAwait(false); // ends also what the loop has under way
        await _loop.DisposeAsync().ConfigureAwait(false);
        await stopping;
    }

    private static DateTimeOffset? Time(long? stamp) => stamp is null ? null : Stamp.ToTime(stamp.Value);

    private static TimeSpan? Offset(long? microseconds) => microseconds is null ? null : TimeSpan.FromMicroseconds(microseconds.Value);

    // By positions: a look at a remote that turns out to have nothing new is no reason to leave Synced for a moment.
    private bool IsCaughtUp(LocalStatus local) =>
        _synchronizer.LastSync is not null && local.Pending + local.Parked == 0 && local.Cursor >= (_synchronizer.RemoteHead ?? 0);

    private SyncState State(LocalStatus local, PersistException? error) => this switch
    {
        _ when _synchronizer.IsRunning && error is null && !IsCaughtUp(local) => SyncState.Syncing,
        _ when error is not null => error.Error.IsTransient ? SyncState.Offline : SyncState.Faulted,
        _ when _loop.IsSuspended => SyncState.Paused,
        _ when local.Pending + local.Parked > 0 || _synchronizer.LastSync is null => SyncState.Pending,
        _ => SyncState.Synced,
    };
}
