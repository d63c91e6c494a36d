namespace Persist.Engine.Remotes.Postgres;

/// <summary>What is known of the difference between the server's clock and the replica's, in microseconds.</summary>
/// <remarks>
/// Each exchange proves an interval: the server read its clock after the request was sent and before the answer came.
/// Within what is proven the clocks are taken to agree, so that two machines with good clocks order their writes by
/// them, and not by who had the slower network.
/// </remarks>
internal sealed class ClockOffset
{
    private readonly object _gate = new();
    private long _least = long.MinValue;
    private long _most = long.MaxValue;

    /// <summary>Takes an exchange into account.</summary>
    /// <param name="sent">The replica's clock before the request.</param>
    /// <param name="server">The server's clock in between.</param>
    /// <param name="received">The replica's clock after the answer.</param>
    /// <returns>The server's clock minus the replica's.</returns>
    public long Observe(long sent, long server, long received)
    {
        var (least, most) = (server - Math.Max(sent, received), server - sent);
        lock (_gate)
        {
            // No overlap: one of the clocks was set, and what was proven before is void.
            (_least, _most) = least <= _most && _least <= most ? (Math.Max(least, _least), Math.Min(most, _most)) : (least, most);
            return Math.Clamp(0, _least, _most);
        }
    }
}
