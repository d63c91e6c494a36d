namespace Persist.Simulation.Machines;

/// <summary>The time of the simulated world, which stands still until a step moves it. The remote's clock shows it.</summary>
internal sealed class TrueTime : TimeProvider
{
    /// <summary>Since the beginning of the run.</summary>
    public TimeSpan Elapsed { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) + Elapsed;

    public override long GetTimestamp() => Elapsed.Ticks;

    public void Advance(TimeSpan by) => Elapsed += by;
}
