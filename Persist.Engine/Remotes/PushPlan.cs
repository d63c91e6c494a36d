using System.Runtime.InteropServices;
using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Engine.Merge;

namespace Persist.Engine.Remotes;

/// <summary>
/// What a push writes, decided by the merge rule under the remote's lock. Every remote reads the same things,
/// asks here, and writes what it is told.
/// </summary>
/// <param name="Writes">The final state of each touched cell, once.</param>
/// <param name="Conflicts">The conflicts that were settled.</param>
/// <param name="Done">The operations that need not be sent by anybody any more, which is what the batch's row tells of it.</param>
/// <param name="Taken">Rows of former replicas whose <see cref="SharedOps.Taken"/> has changed.</param>
/// <param name="Result">The answer, to be stored and returned.</param>
internal sealed record PushPlan(
    IReadOnlyList<CellWrite> Writes, IReadOnlyList<ConflictFact> Conflicts, OpIdSet Done, IReadOnlyList<SharedOps> Taken, PushResult Result)
{
    /// <summary>Applies the batch to the cells that were read.</summary>
    /// <param name="request">The batch.</param>
    /// <param name="head">The remote's head, read under the lock.</param>
    /// <param name="serverNow">The remote's clock, read under the lock: microseconds since 1970-01-01 UTC.</param>
    /// <param name="replicaNow">The replica's clock at the same moment, in the same unit.</param>
    /// <param name="unseen">The touched cells with a seq beyond <see cref="PushRequest.SmallestBase"/>.</param>
    /// <param name="shared">The rows of <see cref="PushRequest.Family"/> that tell of shared operations.</param>
    public static PushPlan Make(
        PushRequest request, long head, long serverNow, long replicaNow, IReadOnlyDictionary<CellKey, Cell> unseen, IReadOnlyList<SharedOps> shared)
    {
        var (ops, skipped) = Split(request.Ops, shared);
        var context = new PushContext(request.Author, head + 1, serverNow, serverNow - replicaNow);
        var written = new Dictionary<CellKey, CellWrite>(ops.Count);
        var conflicts = new List<ConflictFact>();
        var (rejected, failed) = (new List<long>(), new List<long>());
        foreach (var op in ops)
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
        var done = OpIdSet.Standing(rejected.Count == 0 ? ops : Settled(ops, rejected.ToHashSet()));
        return new PushPlan(
            writes, conflicts, done, [.. shared.Select(row => row.WithTaken(request.Replica.Replica, done)).OfType<SharedOps>()],
            new PushResult(context.Seq, head, serverNow, context.Offset, rejected, failed, [.. skipped.Select(op => op.N)], RandomIds.Secure.Name()));
    }

    // A refused operation is done, too, when one behind it has written what is meant since: nobody sends it again.
    private static List<Op> Settled(IReadOnlyList<Op> ops, HashSet<long> refused)
    {
        var last = ops.Where(op => !refused.Contains(op.N)).GroupBy(op => op.Cell).ToDictionary(taken => taken.Key, taken => taken.Max(op => op.N));
        return [.. ops.Where(op => op.N <= last.GetValueOrDefault(op.Cell))];
    }

    // What another copy has sent is not applied again.
    private static (IReadOnlyList<Op> Ops, IReadOnlyList<Op> Skipped) Split(IReadOnlyList<Op> ops, IReadOnlyList<SharedOps> shared)
    {
        var taken = shared.Where(row => !row.Taken.IsEmpty).ToList();
        return taken.Count == 0
            ? (ops, [])
            : ([.. ops.Where(op => !taken.Exists(row => row.Taken.Contains(op)))], [.. ops.Where(op => taken.Exists(row => row.Taken.Contains(op)))]);
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
