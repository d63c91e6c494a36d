namespace Persist.Engine.Sync;

/// <summary>How a cycle ended.</summary>
/// <param name="Pushed">Operations that the remote took.</param>
/// <param name="Pulled">Cells that others had changed.</param>
/// <param name="IsWhole">False when others kept pushing in between until it gave up: something may wait that did so when it began.</param>
/// <param name="LeavesMore">True when something waits that can be sent at once.</param>
internal readonly record struct CycleOutcome(long Pushed, long Pulled, bool IsWhole, bool LeavesMore)
{
    /// <summary>Nothing was to be done.</summary>
    public static CycleOutcome Nothing { get; } = new(0, 0, IsWhole: true, LeavesMore: false);
}
