using Persist.Engine.Merge;

namespace Persist.Engine.Remotes;

/// <summary>
/// What becomes of the queue of a copied file, decided under the remote's lock. Every remote reads the same things, asks
/// here, and writes what it is told.
/// </summary>
/// <param name="Shared">What the former replica's row says from now on.</param>
/// <param name="Answer">The answer.</param>
/// <remarks>
/// Nothing is given to either copy: an operation that no copy has sent stays in the queues of both, is noted as shared, and
/// the push that brings it first has it applied. So nothing is lost when a copy is thrown away, nothing is applied twice
/// when both go on, and asking again after a lost answer changes nothing.
/// </remarks>
internal sealed record ForkPlan(SharedOps Shared, ForkAnswer Answer)
{
    /// <summary>Tells which operations were sent.</summary>
    /// <param name="request">The question.</param>
    /// <param name="floor">The remote's floor: batches up to there may have been purged.</param>
    /// <param name="rows">The rows of the file's former replicas.</param>
    /// <param name="batches">The batches of the replica beyond <see cref="ForkRequest.LooksBeyond"/>.</param>
    public static ForkPlan Make(
        ForkRequest request, long floor, IReadOnlyList<SharedOps> rows, IEnumerable<(long Seq, OpIdSet Ops)> batches)
    {
        var (waiting, taken) = (request.Ops.Names, new OpIdSet());
        var sent = new List<(long Seq, OpIdSet Ops)>();
        foreach (var batch in batches)
        {
            Move(batch.Seq, batch.Ops);
        }

        // By a copy that is a replica of its own now. Where its push lies does not matter: a pull brings it.
        foreach (var row in rows)
        {
            taken.Add(row.Taken);
        }

        Move(request.Since, taken);
        var own = rows.FirstOrDefault(row => row.Replica == request.Replica.Replica) ?? new SharedOps(request.Replica.Replica, new OpIdSet(), new OpIdSet());
        var shared = request.Ops.Standing(waiting);
        shared.Add(own.Shared);
        return new ForkPlan(own with { Shared = shared }, new ForkAnswer(request.Since >= floor, sent));

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
