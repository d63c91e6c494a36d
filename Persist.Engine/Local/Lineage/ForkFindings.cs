using Persist.Engine.Local.Tables;
using Persist.Engine.Merge;

namespace Persist.Engine.Local.Lineage;

/// <summary>What the remote told of the queue of a copied file.</summary>
/// <param name="Asked">The operations that were asked about.</param>
/// <param name="IsComplete">False when the remote cannot tell of those that it does not name.</param>
/// <param name="Sent">What another copy has sent, by the position of its push.</param>
/// <param name="Through">Where the remote stood with that answer: a remote that has lost this batch has lost what it told.</param>
internal sealed record ForkFindings(OpIdSet Asked, bool IsComplete, IReadOnlyList<(long Seq, OpIdSet Ops)> Sent, Horizon Through)
{
    /// <summary>All that another copy has sent.</summary>
    public OpIdSet Known { get; } = OpIdSet.Union(Sent.Select(batch => batch.Ops));

    /// <summary>What nobody can tell of.</summary>
    public OpIdSet Unknown => IsComplete ? new OpIdSet() : Asked.Without(Known);
}
