using System.Runtime.InteropServices;
using Persist.Engine.Errors;
using Persist.Engine.Merge;

namespace Persist.Engine.Remotes;

/// <summary>
/// What a push writes, decided by the merge rule under the remote's lock. Every remote reads the same things,
/// asks here, and writes what it is told.
/// </summary>
/// <param name="Writes">The final state of each touched cell, once.</param>
/// <param name="Conflicts">The conflicts that were settled.</param>
/// <param name="Result">The answer, to be stored and returned.</param>
internal sealed record PushPlan(IReadOnlyList<CellWrite> Writes, IReadOnlyList<ConflictFact> Conflicts, PushResult Result)
{
    /// <summary>Applies the batch to the cells that were read.</summary>
    /// <param name="request">The batch.</param>
    /// <param name="head">The remote's head, read under the lock.</param>
    /// <param name="serverNow">The remote's clock, read under the lock: microseconds since 1970-01-01 UTC.</param>
    /// <param name="replicaNow">The replica's clock at the same moment, in the same unit.</param>
    /// <param name="unseen">The touched cells with a seq beyond <see cref="PushRequest.SmallestBase"/>.</param>
    public static PushPlan Make(
        PushRequest request, long head, long serverNow, long replicaNow, IReadOnlyDictionary<CellKey, Cell> unseen)
    {
        var context = new PushContext(request.Replica.Replica, head + 1, serverNow, serverNow - replicaNow);
        var written = new Dictionary<CellKey, CellWrite>(request.Ops.Count);
        var conflicts = new List<ConflictFact>();
        var (rejected, failed) = (new List<long>(), new List<long>());
        foreach (var op in request.Ops)
        {
            // One look-up for "what is there now" and "put what comes out".
            ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(written, op.Cell, out var touched);
            var current = touched ? slot.Cell : unseen.GetValueOrDefault(op.Cell);
            var applied = CellMerge.Apply(current, op, context);
            slot = new CellWrite(applied.Cell!, slot.Times + (applied.Outcome == Outcome.Applied ? 1 : 0));
            if (applied.Conflict is { } conflict)
            {
                conflicts.Add(conflict);
            }

            if (applied.Outcome is Outcome.Rejected or Outcome.Failed)
            {
                (applied.Outcome == Outcome.Rejected ? rejected : failed).Add(op.N);
            }
        }

        var writes = written.Values.Where(write => write.Times > 0).ToList();
        return new PushPlan(writes, conflicts, new PushResult(context.Seq, head, serverNow, context.Offset, rejected, failed));
    }

    /// <summary>
    /// The first question of a push, asked under the lock: is the batch the replica's next, or one that was taken before?
    /// </summary>
    /// <param name="request">The batch.</param>
    /// <param name="last">What the remote took last from the replica.</param>
    /// <returns>The stored result when the batch was taken before; null when it is the next.</returns>
    /// <exception cref="PersistException"><see cref="PersistErrors.Forked"/> when it is neither.</exception>
    public static PushResult? StoredResult(PushRequest request, LastBatch? last)
    {
        if (last is not null && last.No == request.No && last.Id == request.Id)
        {
            return last.Result;
        }

        return request.No == (last?.No ?? 0) + 1 && request.PreviousId == (last?.Id ?? "")
            ? null
            : throw PersistErrors.Forked.With(request.Replica.Store);
    }
}
