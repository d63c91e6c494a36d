namespace Persist.Simulation.Machines;

/// <summary>The clock of one machine: wrong by an amount that may change at any time. Its timers go by the true time.</summary>
internal sealed class MachineClock(TrueTime truth) : TimeProvider
{
    private readonly List<Timer> _timers = [];

    /// <summary>How far it is ahead of the true time.</summary>
    public TimeSpan Skew { get; set; }

    public override long TimestampFrequency => truth.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => truth.GetUtcNow() + Skew;

    public override long GetTimestamp() => truth.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the true time to the moment for which somebody waits.</summary>
    public void RunToNextTimer()
    {
        var next = _timers.MinBy(timer => timer.Due)!;
        _timers.Remove(next);
        truth.Advance(TimeSpan.FromTicks(Math.Max(0, (next.Due - truth.Elapsed).Ticks)));
        next.Fire();
    }

    private sealed class Timer(MachineClock clock, Action fire) : ITimer
    {
        public TimeSpan Due { get; private set; }

        public Action Fire => fire;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock._timers.Remove(this);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                Due = clock.Elapsed + dueTime;
                clock._timers.Add(this);
            }

            return true;
        }

        public void Dispose() => clock._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private TimeSpan Elapsed => truth.Elapsed;
}
