using Persist.Engine.Merge;
using Persist.Engine.Remotes;

namespace Persist.Simulation.Network;

/// <summary>Every push and every purge that changed the remote, in the remote's order: what oracles are computed from.</summary>
internal sealed class WireLog
{
    private readonly List<Push> _pushes = [];
    private readonly List<Purge> _purges = [];

    /// <summary>The pushes, by ascending seq.</summary>
    public IReadOnlyList<Push> Pushes => _pushes;

    public IReadOnlyList<Purge> Purges => _purges;

    /// <summary>How long the remote was told to keep deletions, in microseconds; null until then.</summary>
    public long? Retention { get; set; }

    /// <summary>The position of the last push.</summary>
    public long Head => _pushes.Count == 0 ? 0 : _pushes[^1].Result.Seq;

    /// <summary>Notes an answer; the stored answer to a batch that was applied before tells nothing new.</summary>
    public bool Note(PushRequest request, PushResult result)
    {
        if (result.Seq <= Head)
        {
            return false;
        }

        _pushes.Add(new Push(request.Replica.Replica, request.Ops, result));
        return true;
    }

    /// <summary>Notes a purge; one that found nothing tells nothing.</summary>
    /// <param name="floor">What was deleted lay up to here.</param>
    /// <param name="now">The remote's clock: microseconds since 1970-01-01 UTC.</param>
    public bool NotePurge(long floor, long now)
    {
        if (floor <= (_purges.Count == 0 ? 0 : _purges[^1].Floor))
        {
            return false;
        }

        _purges.Add(new Purge(Head, floor, now, Retention));
        return true;
    }

    /// <summary>The remote was restored: what came after a position has not happened.</summary>
    public void Rewind(long seq) => _pushes.RemoveAll(push => push.Result.Seq > seq);

    /// <summary>The operations that the remote took, with the position of their push.</summary>
    public IEnumerable<(Op Op, Push Push)> Taken() => _pushes.SelectMany(push =>
        push.Ops.Where(op => !push.Result.Rejected.Concat(push.Result.Failed).Concat(push.Result.Skipped).Contains(op.N)).Select(op => (op, push)));

    /// <summary>The operations that the remote took, and those that they took the place of.</summary>
    public OpIdSet Done(long through = long.MaxValue) =>
        OpIdSet.Standing([.. Taken().Where(taken => taken.Push.Result.Seq <= through).Select(taken => taken.Op)]);

    /// <summary>One purge.</summary>
    /// <param name="Head">After which push it came.</param>
    /// <param name="Floor">What was deleted lay up to here.</param>
    /// <param name="At">The remote's clock then.</param>
    /// <param name="Retention">How long the remote had been told to keep deletions; null when it had been told nothing.</param>
    internal sealed record Purge(long Head, long Floor, long At, long? Retention);

    /// <summary>One push.</summary>
    internal sealed record Push(string Replica, IReadOnlyList<Op> Ops, PushResult Result);
}
