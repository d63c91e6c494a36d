using Persist.Engine.Errors;

namespace Persist.Engine.Sync;

/// <summary>A snapshot of where a store stands, told by positions rather than by a flag.</summary>
/// <param name="State">The summary.</param>
/// <param name="Pending">Operations that the remote does not have, those that wait for a decision included.</param>
/// <param name="OldestPending">When the oldest of them was written; null when there is none.</param>
/// <param name="OpenConflicts">Items that wait for a decision: their merge failed, or a person is to decide.</param>
/// <param name="DeadLetters">Operations that the remote refused for good: they are no longer pending, and nobody else has them.</param>
/// <param name="LastSync">When a sync last ended well, with what waited when it began; null before the first.</param>
/// <param name="LocalPosition">The position up to which the remote's changes are here.</param>
/// <param name="RemotePosition">The remote's last known position; null before the first contact.</param>
/// <param name="LastError">Why the last attempt failed; null when it did not.</param>
/// <param name="NextAttempt">When the background sync tries next; null when none is scheduled.</param>
/// <param name="ClockOffset">The remote's clock minus this machine's; null before the first contact.</param>
/// <param name="Remote">The remote's address, without secrets; null when there is none.</param>
/// <param name="LastRecovery">The last time that a copied file, a restored remote or a long absence was recovered from; null when never.</param>
/// <param name="IsUnderWay">True while a sync runs, whatever the last one came to.</param>
public sealed record SyncStatus(
    SyncState State,
    long Pending,
    DateTimeOffset? OldestPending,
    long OpenConflicts,
    long DeadLetters,
    DateTimeOffset? LastSync,
    long LocalPosition,
    long? RemotePosition,
    PersistException? LastError,
    DateTimeOffset? NextAttempt,
    TimeSpan? ClockOffset,
    string? Remote,
    Recovery? LastRecovery,
    bool IsUnderWay);
