using Persist.Engine.Merge;

namespace Persist.Engine.Remotes;

/// <summary>One frozen batch of the queue.</summary>
/// <param name="Replica">Who pushes.</param>
/// <param name="No">The batch's number: the replica's last plus one.</param>
/// <param name="PreviousId">The id of the replica's batch before; empty for its first.</param>
/// <param name="Id">This batch's random id.</param>
/// <param name="Ops">In the order of the queue.</param>
/// <param name="Writer">Who pushes, and what else its file has written; null when it is the replica and nothing else.</param>
internal sealed record PushRequest(
    ReplicaIdentity Replica, long No, string PreviousId, string Id, IReadOnlyList<Op> Ops, Author? Writer = null)
{
    /// <summary>Everybody whose row may tell that another copy of the file has sent an operation: see <see cref="SharedOps"/>.</summary>
    public string[] Family => [Replica.Replica, .. Writer?.Former?.Keys ?? []];

    /// <summary>Who pushes.</summary>
    public Author Author => Writer ?? new Author(Replica.Replica);

    /// <summary>
    /// The oldest thing that any of the operations has seen: cells beyond it must be read; all of them where a result
    /// depends on the cell in any case.
    /// </summary>
    public long SmallestBase => Ops.Any(CounterMerge.NeedsCell) ? -1 : Ops.Select(op => op.Base).DefaultIfEmpty().Min();
}
