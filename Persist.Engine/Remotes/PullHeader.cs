namespace Persist.Engine.Remotes;

/// <summary>Where the remote stands, read in the snapshot of the rows that follow.</summary>
/// <param name="Head">The last position given to a push.</param>
/// <param name="HeadTail">The name of the position at the head; null when nothing was pushed yet.</param>
/// <param name="Floor">Tombstones at or below this position may have been purged.</param>
/// <param name="CursorTail">The name of the caller's position; null when the remote does not know it (or the cursor is 0).</param>
/// <param name="Last">What the remote last took from the caller; null when it took nothing yet.</param>
/// <param name="ServerNow">The remote's clock: microseconds since 1970-01-01 UTC.</param>
/// <param name="PurgedAt">When tombstones were last looked through at the remote, in the same unit.</param>
internal sealed record PullHeader(long Head, string? HeadTail, long Floor, string? CursorTail, LastBatch? Last, long ServerNow, long PurgedAt);
