using Persist.Engine.Merge;

namespace Persist.Engine.Remotes;

/// <summary>What the remote knows of the queue of a copied file.</summary>
/// <param name="IsComplete">
/// False when batches that may have held some of the operations were purged: of those that <paramref name="Sent"/> does not
/// name, nobody can tell whether they were sent.
/// </param>
/// <param name="Sent">What another copy has sent, by the position of its push.</param>
/// <param name="Head">The remote's head with the answer: what was sent, and what the answer notes, lies up to there.</param>
/// <param name="Tail">The name of that position.</param>
internal sealed record ForkAnswer(bool IsComplete, IReadOnlyList<(long Seq, OpIdSet Ops)> Sent, long Head, string Tail);
