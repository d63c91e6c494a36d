using Microsoft.Extensions.Logging;
using Persist.Engine.Diagnostics;
using Persist.Engine.Errors;

namespace Persist.Engine.Sync;

/// <summary>
/// Background sync: an attempt at every interval, sooner when asked or when a network comes up, later after failures.
/// It looks at what is there rather than at what was announced, so no lost signal can stall it.
/// </summary>
internal sealed class SyncLoop : IAsyncDisposable
{
    private readonly Synchronizer _synchronizer;
    private readonly string _store;
    private readonly Backoff _backoff;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _closing = new();
    private readonly SemaphoreSlim _signal = new(0, 1);
    private readonly NetworkWatch _networks;
    private readonly Task _running;
    private readonly Latest<DateTimeOffset> _nextAttempt = new();
    private TaskCompletionSource _attempted = NewSignal();
    private volatile bool _suspended;
    private volatile bool _hasFailed;

    public SyncLoop(Synchronizer synchronizer, PersistStoreOptions options, ILogger log)
    {
        (_synchronizer, _store, _clock, _log) = (synchronizer, options.Name, options.TimeProvider, log);
        _backoff = new Backoff(options.Interval);
        _suspended = options.Suspended;
        _networks = new NetworkWatch(Wake);
        // Apart from the call that opens the store: the loop outlives it, and is not to be heard or traced as part of it.
        using (ExecutionContext.SuppressFlow())
        {
            _running = Task.Run(RunAsync);
        }
    }

    /// <summary>True while the loop is told not to sync.</summary>
    public bool IsSuspended => _suspended;

    /// <summary>When it tries next; null while an attempt runs or the loop is suspended.</summary>
    public DateTimeOffset? NextAttempt => _nextAttempt.Value;

    /// <summary>Completes at the end of the next attempt.</summary>
    public Task NextAttemptEnded => _attempted.Task;

    public void Suspend() => _suspended = true;

    public void Resume()
    {
        _suspended = false;
        Wake();
    }

    /// <summary>Asks for an attempt now.</summary>
    public void Wake()
    {
        try
        {
            _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // An attempt has been asked for already.
        }
    }

    /// <summary>
    /// A sync on somebody's request ended well: what has failed here before is no reason to wait any longer, and what it left
    /// is sent at once.
    /// </summary>
    public void SyncedOnRequest(bool leavesMore)
    {
        if (_hasFailed || leavesMore)
        {
            Wake();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _networks.Dispose();
        await _closing.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _attempted.TrySetException(PersistErrors.StoreClosed.With(_store));
        _ = _attempted.Task.Exception; // seen, whether somebody waits for it or not
        // The signal is not disposed: a late waker, or a network that comes up just now, must find it.
        _closing.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task RunAsync()
    {
        var wait = TimeSpan.Zero;
        while (await DueAsync(wait).ConfigureAwait(false))
        {
            if (_suspended)
            {
                wait = Timeout.InfiniteTimeSpan;
                continue;
            }

            wait = await AttemptAsync().ConfigureAwait(false);
            Interlocked.Exchange(ref _attempted, NewSignal()).TrySetResult();
        }
    }

    // True when it is time; false when the store is being closed.
    private async Task<bool> DueAsync(TimeSpan wait)
    {
        _nextAttempt.Value = wait == Timeout.InfiniteTimeSpan ? null : _clock.GetUtcNow() + wait;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        try
        {
            var signalled = _signal.WaitAsync(either.Token);
            if (wait > TimeSpan.Zero || wait == Timeout.InfiniteTimeSpan)
            {
                await Task.WhenAny(signalled, Task.Delay(wait, _clock, either.Token)).ConfigureAwait(false);
            }

            await either.CancelAsync().ConfigureAwait(false);
            await signalled.ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false); // a signal taken is never lost
        }
        finally
        {
            _nextAttempt.Value = null;
        }

        return !_closing.IsCancellationRequested;
    }

    private async Task<TimeSpan> AttemptAsync()
    {
        TimeSpan wait;
        try
        {
            var result = await _synchronizer.RunAsync(null, _closing.Token).ConfigureAwait(false);
            wait = _backoff.Succeeded(result.LeavesMore);
            _hasFailed = false;
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            wait = TimeSpan.Zero;
        }
        catch (PersistException failure) when (failure.Is(PersistErrors.StoreClosed))
        {
            wait = Timeout.InfiniteTimeSpan; // the loop is told next
        }
        catch (PersistException failure)
        {
            wait = _backoff.Failed(failure.Error.IsTransient);
            _hasFailed = true;
            Log.Failed(_log, failure, _store, failure.Error.Id, wait.TotalSeconds, failure.Message);
        }
        catch (Exception failure)
        {
            // The loop must outlive what nobody foresaw; the log has it whole.
            wait = _backoff.Failed(transient: true);
            _hasFailed = true;
            Log.Faulted(_log, failure, _store, wait.TotalSeconds);
        }

        return wait;
    }
}
