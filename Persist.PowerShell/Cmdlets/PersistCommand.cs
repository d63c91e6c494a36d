using System.Management.Automation;
using Persist.Engine.Diagnostics;
using Persist.Engine.Errors;
using Persist.Errors;
using Persist.Stores;

namespace Persist.Cmdlets;

/// <summary>
/// What all cmdlets share: errors with the registry's ids, what the engine logs about their calls in the streams, and an
/// end within a moment when Ctrl+C is pressed.
/// </summary>
public abstract class PersistCommand : PSCmdlet, IDisposable
{
    // Often enough to be followed by eye.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private readonly LogListener _log = new();

    private protected CancellationToken StopToken => _stop.Token;

    /// <summary>Called by PowerShell when the pipeline has ended, in whatever way.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ctrl+C. Runs on another thread: nothing is written here.</summary>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Frees what the cmdlet holds.</summary>
    /// <param name="disposing">False from a finalizer.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stop.Dispose();
        }
    }

    /// <summary>Waits on the pipeline thread; Ctrl+C ends the wait at once, even if the task is slow to notice.</summary>
    /// <param name="task">What is waited for.</param>
    /// <param name="meanwhile">Called ten times a second while it is under way; left out, the log is written.</param>
    private protected T Await<T>(Task<T> task, Action? meanwhile = null)
    {
        try
        {
            while (Task.WaitAny([task], (int)Tick.TotalMilliseconds, StopToken) < 0)
            {
                (meanwhile ?? WriteLog)();
            }

            return task.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        finally
        {
            WriteLog();
        }
    }

    /// <summary>
    /// Works on the local file, and waits for the end of it. Another process may hold the file: after Ctrl+C nobody waits for
    /// the work any more, and it ends by itself.
    /// </summary>
    private protected T AwaitLocal<T>(Func<T> work) => Await(Task.Run(work));

    /// <inheritdoc cref="AwaitLocal{T}(Func{T})"/>
    private protected void AwaitLocal(Action work) => AwaitLocal(() =>
    {
        work();
        return true;
    });

    /// <summary>Calls the engine; what it logs about this call reaches this cmdlet's streams, and nothing else does.</summary>
    private protected T Listen<T>(Func<T> call)
    {
        try
        {
            using (_log.Listen())
            {
                return call();
            }
        }
        finally
        {
            WriteLog();
        }
    }

    /// <summary>Waits for work on a store; merges that belong into this session (-MergeInSession) run meanwhile, on this thread.</summary>
    /// <param name="store">The store; null when none is open.</param>
    /// <param name="begin">Begins it.</param>
    /// <param name="meanwhile">Called ten times a second while it is under way.</param>
    private protected T AwaitHere<T>(PersistStore? store, Func<Task<T>> begin, Action meanwhile)
    {
        if (store?.MergesHere is not { } merges)
        {
            return Await(begin(), meanwhile);
        }

        try
        {
            var running = begin();
            merges.RunUntil(running, meanwhile, StopToken);
            return Await(running, meanwhile);
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Whether a cmdlet that would ask asks: -Force takes the question away, and neither -WhatIf nor a -Confirm that was given.</summary>
    private protected bool Asks(bool force) => !force || MyInvocation.BoundParameters.ContainsKey("Confirm") || MyInvocation.BoundParameters.ContainsKey("WhatIf")
        || LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference"));

    /// <summary>An action without which the cmdlet cannot go on: what fails here ends it.</summary>
    private protected T Require<T>(object? target, Func<T> action)
    {
        try
        {
            return Listen(action);
        }
        catch (PersistException failure)
        {
            ThrowTerminatingError(ErrorRecords.From(failure, target));
            throw;
        }
    }

    /// <summary>An action on one of many targets: what fails here is reported, and the pipeline goes on.</summary>
    private protected void ForOne(object? target, Action action)
    {
        try
        {
            action();
        }
        catch (PersistException failure)
        {
            WriteError(ErrorRecords.From(failure, target));
        }
    }

    private protected PersistStore ResolveStore(StoreReference? reference) =>
        Require(reference?.Name, () => StoreRegistry.Resolve(reference));

    /// <summary>The store that an object came from, as long as it is open; else what <c>-Store</c> says.</summary>
    private protected PersistStore OwnerOf(PersistStore? owner, StoreReference? reference) =>
        reference is null && owner is { IsOpen: true } ? owner : ResolveStore(reference ?? (owner is null ? null : new StoreReference(owner.Name)));

    /// <summary>
    /// Writes to the verbose stream; with -Debug alone, to that of -Debug. There, PowerShell would stop at a cmdlet's verbose
    /// message and ask whether to go on.
    /// </summary>
    /// <param name="text">The message.</param>
    private protected new void WriteVerbose(string text)
    {
        var given = MyInvocation.BoundParameters;
        if (given.TryGetValue("Debug", out var debug) && LanguagePrimitives.IsTrue(debug) && !given.ContainsKey("Verbose"))
        {
            WriteDebug(text);
        }
        else
        {
            base.WriteVerbose(text);
        }
    }

    /// <summary>Writes what the engine has logged about this cmdlet's calls so far. On the pipeline thread only.</summary>
    private protected void WriteLog()
    {
        while (!StopToken.IsCancellationRequested && _log.TryTake(out var entry))
        {
            switch (entry.Severity)
            {
                case LogSeverity.Debug:
                    WriteDebug(entry.Message);
                    break;
                case LogSeverity.Information:
                    WriteVerbose(entry.Message);
                    break;
                default:
                    WriteWarning(entry.Message);
                    break;
            }
        }
    }
}
