namespace Persist.Engine.Conflicts;

/// <summary>
/// A merge written by the user. It runs outside any transaction, one at a time for a store. What it throws parks that
/// one item as a conflict; everything else is synced all the same.
/// </summary>
/// <param name="request">The versions to decide between.</param>
/// <param name="cancellationToken">Cancelled when the time limit passes or the store is closed.</param>
public delegate ValueTask<MergeResult> MergeFunction(MergeRequest request, CancellationToken cancellationToken);
