using Persist.Engine.Items;
using Persist.Engine.Merge;

namespace Persist.Engine.Remotes;

/// <summary>
/// What becomes of the queue of a copied file, decided under the remote's lock. Every remote reads the same things, asks
/// here, and writes what it is told.
/// </summary>
/// <param name="Shared">
/// The rows of the file's former replicas that tell more from now on. When there is one, a batch without operations is written
/// with them, at the answer's head and under its tail: a remote that was restored to before the agreement lacks a position.
/// </param>
/// <param name="Answer">The answer.</param>
/// <remarks>
/// Nothing is given to either copy: an operation that no copy has sent stays in the queues of both, is noted as shared, and
/// the push that brings it first has it applied. So nothing is lost when a copy is thrown away, nothing is applied twice
/// when both go on, and asking again after a lost answer changes nothing.
/// </remarks>
internal sealed record ForkPlan(IReadOnlyList<SharedOps> Shared, ForkAnswer Answer)
{
    /// <summary>Tells which operations were sent.</summary>
    /// <param name="request">The question.</param>
    /// <param name="head">The remote's head, read under the lock.</param>
    /// <param name="tail">Its name.</param>
    /// <param name="floor">The remote's floor: batches up to there may have been purged.</param>
    /// <param name="rows">The rows of <see cref="ForkRequest.Family"/> that tell of shared operations.</param>
    /// <param name="batches">
    /// The batches of the family beyond <see cref="ForkRequest.LooksBeyond"/>; where one of the rows tells of operations that were
    /// taken, and positions matter, everybody's.
    /// </param>
    public static ForkPlan Make(
        ForkRequest request, long head, string tail, long floor, IReadOnlyList<SharedOps> rows, IEnumerable<(long Seq, OpIdSet Ops)> batches)
    {
        var waiting = request.Ops.Names;
        var sent = new List<(long Seq, OpIdSet Ops)>();
        foreach (var batch in batches)
        {
            Move(batch.Seq, batch.Ops);
        }

        // By a copy that is a replica of its own now, in a push that the file has applied already, or that was purged.
        Move(request.Since, OpIdSet.Union(rows.Select(row => row.Taken)));
        var shared = request.Ops.Standing(waiting);
        var changed = request.Family
            .Select(id => rows.FirstOrDefault(row => row.Replica == id) is { } row ? row.WithShared(shared) : new SharedOps(id, shared, new OpIdSet()))
            .OfType<SharedOps>()
            .ToList();
        return new ForkPlan(
            changed,
            changed.Count == 0
                ? new ForkAnswer(request.Since >= floor, sent, head, tail)
                : new ForkAnswer(request.Since >= floor, sent, head + 1, RandomIds.Secure.Name()));

        void Move(long seq, OpIdSet ops)
        {
            var moved = waiting.And(ops);
            if (!moved.IsEmpty)
            {
                sent.Add((seq, moved));
                waiting = waiting.Without(moved);
            }
        }
    }
}
