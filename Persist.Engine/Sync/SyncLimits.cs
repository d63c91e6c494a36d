namespace Persist.Engine.Sync;

/// <summary>The sizes in which a sync moves things.</summary>
internal static class SyncLimits
{
    /// <summary>Operations in a pushed batch.</summary>
    public const int BatchOps = 5000;

    /// <summary>Characters of values in a pushed batch; one operation is always taken, however large.</summary>
    public const long BatchSize = 16 * 1024 * 1024;

    /// <summary>Rows that are applied in one local transaction.</summary>
    public const int PageRows = 5000;

    /// <summary>Pull and push taking turns in one sync, when others keep pushing in between; the next sync goes on.</summary>
    public const int Rounds = 100;
}
