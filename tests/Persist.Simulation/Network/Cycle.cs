using Persist.Engine.Sync;
using Persist.Simulation.Machines;

namespace Persist.Simulation.Network;

/// <summary>
/// One sync of one process. It runs until it reaches a <see cref="Boundary"/> or ends, and stands there until the scheduler
/// resumes it: whatever threads the engine uses, nothing else of the simulation runs meanwhile.
/// </summary>
internal sealed class Cycle : IDisposable
{
    // Of the wall clock: only a defect of engine or simulator takes so long.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _stopped = new(0);
    private readonly MachineClock _clock;
    private TaskCompletionSource<Fate>? _waiting;
    private Task<SyncResult>? _running;

    public Cycle(MachineClock clock) => _clock = clock;

    /// <summary>Where it stands.</summary>
    public Boundary At { get; private set; }

    public bool HasEnded => _running is { IsCompleted: true };

    /// <summary>Why it failed; null when it did not.</summary>
    public Exception? Failure => _running?.Exception?.InnerException;

    /// <summary>Begins it, as the process that the calling code is.</summary>
    public void Start(Func<Task<SyncResult>> sync)
    {
        _running = sync();
        _running.ContinueWith(_ => _stopped.Release(), TaskContinuationOptions.ExecuteSynchronously);
        WaitUntilStopped();
    }

    /// <summary>Lets it run to its next boundary or its end.</summary>
    public void Resume(Fate fate)
    {
        if (At == Boundary.Hang)
        {
            _clock.RunToNextTimer();
        }
        else
        {
            _waiting!.SetResult(fate);
        }

        WaitUntilStopped();
    }

    /// <summary>Called by the network: waits for the scheduler.</summary>
    public Task<Fate> StopAsync(Boundary at)
    {
        var waiting = _waiting = new TaskCompletionSource<Fate>();
        At = at;
        _stopped.Release();
        return waiting.Task;
    }

    /// <summary>Called by a merge, which does not return.</summary>
    public Task HangAsync()
    {
        _clock.WaitForTimer(); // the sync waits for the merge, with its time limit
        At = Boundary.Hang;
        _stopped.Release();
        return new TaskCompletionSource().Task;
    }

    public void Dispose() => _stopped.Dispose();

    private void WaitUntilStopped()
    {
        if (!_stopped.Wait(Longest))
        {
            throw new InvalidOperationException("a sync neither ends nor reaches the network");
        }
    }
}
