namespace Persist.Engine.Tests.Sync;

/// <summary>A clock that stands still until it is moved, and may be wrong by a fixed amount.</summary>
public sealed class ManualClock(ManualClock? truth = null) : TimeProvider
{
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How far this clock is ahead of the true one.</summary>
    public TimeSpan Skew { get; set; }

    public override DateTimeOffset GetUtcNow() => (truth?.GetUtcNow() ?? _now) + Skew;

    public void Advance(TimeSpan by) => _now += by;
}
