namespace Persist.Engine.Tests.Remotes;

/// <summary>The machine's clock, set wrong.</summary>
internal sealed class SkewedClock(TimeSpan skew) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + skew;
}
