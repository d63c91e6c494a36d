using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Persist.Engine.Conflicts;
using Persist.Engine.Errors;

namespace Persist.Merging;

/// <summary>
/// Merges that run in the session that opened the store (<c>-MergeInSession</c>), on its own thread and on no other: while
/// one of Persist's cmdlets waits there for a sync, it runs them; else an engine event asks the session to. A session that
/// is busy parks the item, and its next Sync-PersistStore asks again.
/// </summary>
internal sealed class SessionMerge : IStoreMerge
{
    // An event action runs between two statements: a session that is idle or runs a script is there at once.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentQueue<SessionJob> _queue = new();
    private readonly ConcurrentDictionary<string, SessionJob> _missed = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _signal = new(0);
    private readonly PSEventManager _events;
    private readonly PSEventSubscriber _subscriber;
    private readonly Runspace _session;
    private readonly string _event = $"Persist.Merge.{Guid.NewGuid():N}";
    private readonly TimeSpan _patience;
    private int _pumps;
    private volatile bool _isSilent;

    public SessionMerge(PSCmdlet cmdlet, TimeSpan limit)
    {
        _session = Runspace.DefaultRunspace;
        _events = cmdlet.Events;
        _patience = limit / 2 < Patience ? limit / 2 : Patience;

        // A support event: no subscription that the user would have to know about.
        _subscriber = _events.SubscribeEvent(
            null, null, _event, null, ScriptBlock.Create("$Sender.Invoke()"), supportEvent: true, forwardEvent: false);
    }

    /// <inheritdoc/>
    public Task Ready => Task.CompletedTask;

    /// <summary>True in the session that the merges run in.</summary>
    public bool IsHere => Runspace.DefaultRunspace?.InstanceId == _session.InstanceId;

    /// <inheritdoc/>
    public MergeFunction For(MergeScript script) =>
        (request, cancellation) => Ask(new SessionJob(script.Block!, script.Parameters, request), cancellation);

    /// <summary>Runs what is asked while a task is under way. Called on the session's thread.</summary>
    /// <param name="end">The task.</param>
    /// <param name="meanwhile">Called ten times a second when there is nothing to run.</param>
    /// <param name="stop">Ends the wait.</param>
    public void RunUntil(Task end, Action meanwhile, CancellationToken stop)
    {
        Interlocked.Increment(ref _pumps);
        try
        {
            end.ContinueWith(_ => _signal.Release(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            while (!end.IsCompleted)
            {
                if (_signal.Wait(Tick, stop))
                {
                    RunQueued();
                }
                else
                {
                    meanwhile();
                }
            }
        }
        finally
        {
            if (Interlocked.Decrement(ref _pumps) == 0 && !_queue.IsEmpty)
            {
                Raise();
            }
        }
    }

    /// <summary>Decides the conflicts that were parked because the session was busy. Called on the session's thread.</summary>
    /// <param name="store">The store.</param>
    /// <param name="warn">Told about merges that fail.</param>
    public void RunMissed(EngineStore store, Action<string> warn)
    {
        foreach (var (key, job) in _missed)
        {
            // Only what is still as it was; about anything newer the engine asks by itself.
            var open = store.GetConflicts(key).LastOrDefault(c => c.State == ConflictState.Open);
            if (open is null || open.Local != job.Request.Local || open.Remote != job.Request.Remote)
            {
                _missed.TryRemove(new(key, job));
                continue;
            }

            try
            {
                store.ResolveConflict(open.Id, job.Decide());
                _missed.TryRemove(new(key, job));
            }
            catch (PersistException failure)
            {
                warn(failure.Message);
            }
        }
    }

    public void Dispose() => _events.UnsubscribeEvent(_subscriber);

    private async ValueTask<MergeResult> Ask(SessionJob job, CancellationToken cancellation)
    {
        // A thread job's, say: nobody would ever come back to it.
        if (_session.RunspaceStateInfo.State is not (RunspaceState.Opening or RunspaceState.Opened))
        {
            throw PersistErrors.SessionEnded.With(job.Request.Key);
        }

        _queue.Enqueue(job);
        _signal.Release();
        var isPumped = Volatile.Read(ref _pumps) > 0;
        if (!isPumped)
        {
            Raise();
        }

        // A session that was busy a moment ago is not waited for again, item by item, until it shows itself.
        await Task.WhenAny(job.Begun, Task.Delay(_isSilent && !isPumped ? TimeSpan.Zero : _patience, cancellation)).ConfigureAwait(false);
        if (job.TryWithdraw())
        {
            cancellation.ThrowIfCancellationRequested();
            _isSilent = true;
            _missed[job.Request.Key] = job;
            throw PersistErrors.SessionBusy.With(job.Request.Key);
        }

        try
        {
            return await job.Result.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            _missed[job.Request.Key] = job;
            throw PersistErrors.MergeFailed.With(job.Request.Key, "it was stopped");
        }
    }

    private void Raise() => _events.GenerateEvent(_event, new Action(RunQueued), [], null);

    private void RunQueued()
    {
        _isSilent = false;
        while (_queue.TryDequeue(out var job))
        {
            job.Run();
        }
    }
}
