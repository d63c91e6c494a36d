using Persist.Engine.Merge;

namespace Persist.Engine.Local.Lineage;

/// <summary>What the remote told of the queue of a copied file.</summary>
/// <param name="Asked">The operations that were asked about.</param>
/// <param name="IsComplete">False when the remote cannot tell of those that it does not name.</param>
/// <param name="Sent">What another copy has sent, by the position of its push.</param>
internal sealed record ForkFindings(OpIdSet Asked, bool IsComplete, IReadOnlyList<(long Seq, OpIdSet Ops)> Sent);
