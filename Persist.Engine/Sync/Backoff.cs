namespace Persist.Engine.Sync;

/// <summary>How long to wait before the next attempt.</summary>
/// <param name="interval">
/// The store's interval: also the longest wait while the remote is unreachable, so that everything flushes within one
/// interval after it is back.
/// </param>
internal sealed class Backoff(TimeSpan interval)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);

    // What only a person can mend is tried seldom: a refused login, tried often, locks an account.
    private static readonly TimeSpan Seldom = TimeSpan.FromMinutes(1);

    // Long enough for another process that waits for its turn to take it.
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(50);

    private int _failures;

    /// <summary>The wait after a success.</summary>
    /// <param name="leavesMore">True when something was written meanwhile, and waits.</param>
    public TimeSpan Succeeded(bool leavesMore)
    {
        _failures = 0;
        return leavesMore && Breath < interval ? Breath : interval;
    }

    /// <summary>The wait after a failure: doubling, with jitter, so that many replicas do not come back at one moment.</summary>
    /// <param name="transient">True when the same request may succeed later without anybody's doing.</param>
    public TimeSpan Failed(bool transient)
    {
        if (!transient)
        {
            return interval > Seldom ? interval : Seldom;
        }

        var doubled = First * Math.Pow(2, Math.Min(_failures++, 20));
        var longest = doubled < interval ? doubled : interval;
        return longest * (0.5 + (Random.Shared.NextDouble() / 2));
    }
}
