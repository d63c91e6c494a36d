using Persist.Engine;
using Persist.Simulation.Machines;

namespace Persist.Simulation.Network;

/// <summary>
/// One sync, or repair, of one process. It runs until it reaches a <see cref="Boundary"/> or ends, and stands there until the scheduler
/// resumes it. All of it is on the scheduler's own thread: see <see cref="OwnThread"/>.
/// </summary>
/// <param name="clock">The clock of its machine.</param>
/// <param name="keep">Whose versions a repair keeps; null for a sync.</param>
internal sealed class Cycle(MachineClock clock, RepairKeep? keep = null)
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private TaskCompletionSource<Fate>? _waiting;
    private Task? _running;
    private bool _stands;

    /// <summary>Whose versions a repair keeps; null for a sync.</summary>
    public RepairKeep? Keep => keep;

    /// <summary>The snapshot of all that the remote has which was pulled last.</summary>
    public ReceivedPull? Snapshot { get; set; }

    /// <summary>Where it stands.</summary>
    public Boundary At { get; private set; }

    public bool HasEnded => _running is { IsCompleted: true };

    /// <summary>Why it failed; null when it did not.</summary>
    public Exception? Failure => _running?.Exception?.InnerException;

    /// <summary>Begins it, as the process that the calling code is.</summary>
    public void Start(Func<Task> sync)
    {
        SynchronizationContext.SetSynchronizationContext(null); // a test framework's would send what goes on to other threads
        _running = sync();
        MustStand();
    }

    /// <summary>Lets it run to its next boundary or its end.</summary>
    public void Resume(Fate fate)
    {
        _stands = false;
        if (At == Boundary.Hang)
        {
            clock.RunToNextTimer();
        }
        else
        {
            _waiting!.SetResult(fate);
        }

        MustStand();
    }

    /// <summary>Called by the network: waits for the scheduler.</summary>
    public Task<Fate> StopAsync(Boundary at)
    {
        Stand(at);
        return (_waiting = new TaskCompletionSource<Fate>()).Task;
    }

    /// <summary>Called by a merge, which does not return: the sync waits for it, with its time limit.</summary>
    public Task HangAsync()
    {
        Stand(Boundary.Hang);
        return new TaskCompletionSource().Task;
    }

    private void Stand(Boundary at)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            throw new InvalidOperationException("a sync went on on another thread: its run could be another one the next time");
        }

        (At, _stands) = (at, true);
    }

    private void MustStand()
    {
        if (!_stands && !HasEnded)
        {
            throw new InvalidOperationException("a sync neither ends nor reaches the network");
        }
    }
}
