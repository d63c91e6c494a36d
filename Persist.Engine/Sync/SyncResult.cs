namespace Persist.Engine.Sync;

/// <summary>What a sync moved.</summary>
/// <param name="Pushed">Operations that the remote took.</param>
/// <param name="Pulled">Items that were changed here by others.</param>
/// <param name="Conflicts">Conflicts that were settled, or parked, by this sync.</param>
/// <param name="Duration">How long it took.</param>
public sealed record SyncResult(long Pushed, long Pulled, int Conflicts, TimeSpan Duration)
{
    /// <inheritdoc cref="CycleOutcome.IsWhole"/>
    internal bool IsWhole { get; init; } = true;

    /// <inheritdoc cref="CycleOutcome.LeavesMore"/>
    internal bool LeavesMore { get; init; }
}
