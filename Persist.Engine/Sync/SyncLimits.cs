using Persist.Engine.Local.Reading;

namespace Persist.Engine.Sync;

/// <summary>The sizes in which a sync moves things.</summary>
internal static class SyncLimits
{
    /// <summary>A pushed batch: operations, and characters of values. One operation is always taken, however large.</summary>
    public static readonly BatchBounds Batch = new(5000, 16 * 1024 * 1024);

    /// <summary>Rows that are applied in one local transaction.</summary>
    public const int PageRows = 5000;

    /// <summary>Pull and push taking turns in one sync, when others keep pushing in between; the next sync goes on.</summary>
    public const int Rounds = 100;
}
