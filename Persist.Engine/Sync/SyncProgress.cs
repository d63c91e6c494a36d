namespace Persist.Engine.Sync;

/// <summary>How far a sync is.</summary>
/// <param name="Pulled">Rows that have arrived.</param>
/// <param name="ToPull">
/// How many will have in all, estimated from the positions they lie between; null before the first of them.
/// </param>
/// <param name="Pushed">Operations that the remote has answered for.</param>
/// <param name="ToPush">How many there are to be sent in all; null while none is being sent.</param>
public sealed record SyncProgress(long Pulled, long? ToPull, long Pushed, long? ToPush);
