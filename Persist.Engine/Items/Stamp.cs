namespace Persist.Engine.Items;

/// <summary>Points in time as they are stored: whole microseconds since 1970-01-01 UTC.</summary>
internal static class Stamp
{
    /// <summary>The stamp of a point in time.</summary>
    public static long Of(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The stamp of now.</summary>
    public static long Now(TimeProvider clock) => Of(clock.GetUtcNow());

    /// <summary>True for a stamp that is a point in time: one from the year 1 to 9999.</summary>
    public static bool IsTime(long stamp) => stamp >= Of(DateTimeOffset.MinValue) && stamp <= Of(DateTimeOffset.MaxValue);

    /// <summary>The point in time, in UTC; the nearest that there is for a stamp that is none, which only a damaged file has.</summary>
    public static DateTimeOffset ToTime(long stamp) =>
        DateTimeOffset.UnixEpoch.AddTicks(Math.Clamp(stamp, Of(DateTimeOffset.MinValue), Of(DateTimeOffset.MaxValue)) * TimeSpan.TicksPerMicrosecond);
}
