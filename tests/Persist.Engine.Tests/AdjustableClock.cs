namespace Persist.Engine.Tests;

/// <summary>The system's clock, moved forward by the test, so that one write is later than another beyond any doubt.</summary>
public sealed class AdjustableClock : TimeProvider
{
    private TimeSpan _ahead;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _ahead;

    public void Advance(TimeSpan by) => _ahead += by;
}
