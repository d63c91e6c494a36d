using System.Management.Automation;
using Persist.Engine.Conflicts;

namespace Persist.Merging;

/// <summary>One merge that waits for the session: run by it once, or withdrawn.</summary>
internal sealed class SessionJob(ScriptBlock block, int parameters, MergeRequest request)
{
    private const int Waiting = 0, Claimed = 1, Withdrawn = 2;

    private readonly TaskCompletionSource _claimed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<MergeResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state;

    public MergeRequest Request => request;

    /// <summary>Ends when the session has begun with it.</summary>
    public Task Begun => _claimed.Task;

    /// <summary>What the merge decided, or how it failed.</summary>
    public Task<MergeResult> Result => _result.Task;

    /// <summary>True when it will not be run any more; false when the session was faster.</summary>
    public bool TryWithdraw() => Interlocked.CompareExchange(ref _state, Withdrawn, Waiting) == Waiting;

    /// <summary>Runs it, unless it was withdrawn. Called on the session's thread.</summary>
    public void Run()
    {
        if (Interlocked.CompareExchange(ref _state, Claimed, Waiting) != Waiting)
        {
            return;
        }

        _claimed.SetResult();
        try
        {
            _result.SetResult(Decide());
        }
        catch (PipelineStoppedException)
        {
            // Ctrl+C is for the whole pipeline; the merge is asked again by the next sync.
            _result.TrySetCanceled();
            throw;
        }
        // A delegate's failure of any kind is that merge's.
        catch (Exception failure)
        {
            _result.TrySetException(failure);
        }
    }

    /// <summary>Runs it now, whoever waits for it. Called on the session's thread.</summary>
    public MergeResult Decide() => new MergeRun(request, parameters).Invoke(block);
}
