using Microsoft.Extensions.Logging;
using Persist.Engine.Conflicts;
using Persist.Engine.Diagnostics;
using Persist.Engine.Errors;
using Persist.Engine.Local;
using Persist.Engine.Local.Files;
using Persist.Engine.Remotes;

namespace Persist.Engine.Sync;

/// <summary>Runs syncs one at a time, remembers how they ended, and tells the handlers.</summary>
internal sealed class Synchronizer : IAsyncDisposable
{
    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan LongestUnsaved = TimeSpan.FromMinutes(1);

    private readonly LocalStore _local;
    private readonly IRemote _remote;
    private readonly string _store;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly ReplicaIdentity _identity;
    private readonly SyncCycle _cycle;
    private readonly RetentionSetting _retention;
    private readonly LineageRepair _repair;
    private readonly Workers _workers;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _closing = new();
    private readonly Latest<DateTimeOffset> _lastSync = new();
    private DateTimeOffset _saved = DateTimeOffset.MinValue;

    public Synchronizer(LocalStore local, IRemote remote, PersistStoreOptions options, ILogger log, Workers workers)
    {
        (_local, _remote, _store, _clock, _log, _workers) = (local, remote, options.Name, options.TimeProvider, log, workers);
        _identity = new ReplicaIdentity(options.Name, local.Replica, Environment.MachineName);
        var merges = new MergeRunner(local, new StorePolicy(options), options.MergeTimeout, _clock, log, workers);
        _cycle = new SyncCycle(local, remote, _identity, merges, _clock, log, workers);
        _retention = new RetentionSetting(remote, _identity, options.Retention, log);
        _repair = new LineageRepair(local, remote, _identity, log);
        _cycle.Recovered += recovery => Tell(() => Recovered?.Invoke(recovery));
    }

    /// <summary>A conflict was settled, or parked.</summary>
    public event Action<ConflictRecord>? ConflictDetected;

    /// <summary>A sync that moved something has ended.</summary>
    public event Action<SyncResult>? Moved;

    /// <summary>The lineage was mended.</summary>
    public event Action<Recovery>? Recovered;

    /// <summary>True while a sync is under way.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>Why the last sync failed; null when it did not.</summary>
    public PersistException? LastError { get; private set; }

    /// <summary>When this process last synced well; null before the first time.</summary>
    public DateTimeOffset? LastSync => _lastSync.Value;

    /// <summary>The remote's last known position.</summary>
    public long? RemoteHead => _cycle.Remote.Head;

    /// <summary>The remote's clock minus this machine's, in microseconds.</summary>
    public long? ClockOffset => _cycle.Remote.ClockOffset;

    /// <summary>The remote, without secrets.</summary>
    public string Remote => _remote.Description;

    /// <summary>One whole sync, when those before it are through, in this and in other processes.</summary>
    /// <param name="watcher">Told how far it is; null when nobody watches.</param>
    /// <param name="cancellationToken">Ends the waiting, and the sync between two transactions.</param>
    /// <exception cref="PersistException">It failed; <see cref="LastError"/> says so too.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public Task<SyncResult> RunAsync(IProgress<SyncProgress>? watcher, CancellationToken cancellationToken) =>
        InTurnAsync(token => RunInTurnAsync(watcher, token), cancellationToken);

    /// <summary>A person has decided about a remote that was restored or exchanged.</summary>
    /// <exception cref="PersistException">It failed, and nothing has changed.</exception>
    public Task<Recovery> RepairAsync(RepairKeep keep, IProgress<SyncProgress>? watcher, CancellationToken cancellationToken) => AloneInTurnAsync(
        async token =>
        {
            var recovery = await _repair.RunAsync(keep, watcher, token).ConfigureAwait(false);
            LastError = null;
            TellConflicts();
            Tell(() => Recovered?.Invoke(recovery));
            return recovery;
        },
        cancellationToken);

    /// <summary>What a repair would do.</summary>
    public Task<Recovery> RehearseRepairAsync(RepairKeep keep, IProgress<SyncProgress>? watcher, CancellationToken cancellationToken) =>
        AloneInTurnAsync(token => _repair.RehearseAsync(keep, watcher, token), cancellationToken);

    /// <summary>Compares the file with the remote, between two syncs.</summary>
    public Task<StoreCheck> CheckAsync(CancellationToken cancellationToken) =>
        AloneInTurnAsync(new RemoteCheck(_local, _remote, _identity).RunAsync, cancellationToken);

    private Task<T> AloneInTurnAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        InTurnAsync(token => AloneAsync(work, token), cancellationToken);

    // One after the other, of this process.
    private async Task<T> InTurnAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        try
        {
            await _turn.WaitAsync(either.Token).ConfigureAwait(false);
            try
            {
                IsRunning = true;
                return await work(either.Token).ConfigureAwait(false);
            }
            catch (PersistException failure) when (!failure.Is(PersistErrors.NothingToRepair))
            {
                LastError = failure;
                throw;
            }
            catch (Exception failure) when (failure is not (PersistException or OperationCanceledException))
            {
                // Its message may hold anything, so that the status names its type; the log has all of it.
                LastError = PersistErrors.Unforeseen.Because(failure, _store, failure.GetType().Name);
                throw;
            }
            finally
            {
                IsRunning = false;
                _turn.Release();
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw PersistErrors.StoreClosed.With(_store);
        }
    }

    /// <summary>Ends what is under way and lets nothing begin.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _turn.WaitAsync().ConfigureAwait(false);
        await _remote.DisposeAsync().ConfigureAwait(false);
        // Neither the turn nor the token source is disposed: a late caller must find them, to be told that the store is closed.
    }

    // The only one with this file, of all processes.
    private async Task<T> AloneAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var fileLock = await TakeLockAsync(cancellationToken).ConfigureAwait(false);
        var working = _remote.KeepsThread ? _workers.RunAsync(() => work(cancellationToken), cancellationToken) : work(cancellationToken);
        return await working.ConfigureAwait(false);
    }

    private async Task<SyncResult> RunInTurnAsync(IProgress<SyncProgress>? watcher, CancellationToken cancellationToken)
    {
        var started = _clock.GetTimestamp();
        using var span = Spans.Sync(_store, _remote.Description);
        var (outcome, conflicts) = (CycleOutcome.Nothing, 0);
        try
        {
            if (!_retention.IsDone || !await _cycle.IsStillCaughtUpAsync(cancellationToken).ConfigureAwait(false))
            {
                (outcome, conflicts) = await AloneAsync(token => RunCycleAsync(watcher, token), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (PersistException failure)
        {
            Measures.Failed(_store, failure.Error.Id, _clock.GetElapsedTime(started));
            span?.Failed(failure.Error.Id, failure.Message);
            throw;
        }

        var (pushed, pulled) = (outcome.Pushed, outcome.Pulled);
        var result = new SyncResult(pushed, pulled, conflicts, _clock.GetElapsedTime(started))
        {
            IsWhole = outcome.IsWhole,
            LeavesMore = outcome.LeavesMore,
        };
        Measures.Succeeded(_store, pushed, pulled, result.Duration);
        span?.Moved(pushed, pulled);
        NoteSuccess(moved: pushed + pulled > 0);
        if (pushed + pulled == 0)
        {
            Log.NothingToDo(_log, _store, _remote.Description, result.Duration.TotalMilliseconds);
            return result;
        }

        Log.Synced(_log, _store, _remote.Description, pushed, pulled, conflicts, result.Duration.TotalMilliseconds);
        Tell(() => Moved?.Invoke(result));
        return result;
    }

    private async Task<(CycleOutcome Outcome, int Conflicts)> RunCycleAsync(IProgress<SyncProgress>? watcher, CancellationToken cancellationToken)
    {
        var conflicts = 0;
        CycleOutcome outcome;
        try
        {
            outcome = await _cycle.RunAsync(watcher, cancellationToken).ConfigureAwait(false);
            await _retention.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            conflicts = _cycle.HasWork ? TellConflicts() : 0; // also those of a sync that failed half-way: they are settled
            Measures.Collided(_store, conflicts);
        }

        return (outcome, conflicts);
    }

    // A sync that moved nothing is not worth a durable write each time.
    private void NoteSuccess(bool moved)
    {
        var now = _clock.GetUtcNow();
        if (moved || now - _saved >= LongestUnsaved)
        {
            _local.Replication.Synced(RemoteHead ?? 0);
            _saved = now;
        }

        LastError = null;
        _lastSync.Value = now;
    }

    private async Task<FileLock> TakeLockAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            if (FileLock.TryExclusive(_local.SyncLockPath) is { } taken)
            {
                return taken;
            }

            if (attempt == 0)
            {
                Log.WaitsForProcess(_log, _store);
            }

            await Task.Delay(LockPoll, _clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private int TellConflicts()
    {
        var untold = _local.Conflicts.Untold();
        if (untold.Count == 0)
        {
            return 0;
        }

        foreach (var conflict in untold)
        {
            Tell(() => ConflictDetected?.Invoke(conflict));
        }

        _local.Conflicts.Told(untold);
        return untold.Count;
    }

    // A handler's failure is the handler's; the sync has happened all the same.
    private void Tell(Action tell)
    {
        try
        {
            tell();
        }
        catch (Exception failure)
        {
            Log.HandlerFailed(_log, failure, _store);
        }
    }
}
