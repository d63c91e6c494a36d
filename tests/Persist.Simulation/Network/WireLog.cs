using Persist.Engine.Merge;
using Persist.Engine.Remotes;

namespace Persist.Simulation.Network;

/// <summary>Every push that changed the remote, in the remote's order: what oracles are computed from.</summary>
internal sealed class WireLog
{
    private readonly List<Push> _pushes = [];

    /// <summary>The pushes, by ascending seq.</summary>
    public IReadOnlyList<Push> Pushes => _pushes;

    /// <summary>Notes an answer; the stored answer to a batch that was applied before tells nothing new.</summary>
    public bool Note(PushRequest request, PushResult result)
    {
        if (_pushes.Count > 0 && result.Seq <= _pushes[^1].Result.Seq)
        {
            return false;
        }

        _pushes.Add(new Push(request.Replica.Replica, request.Ops, result));
        return true;
    }

    /// <summary>The remote was restored: what came after a position has not happened.</summary>
    public void Rewind(long seq) => _pushes.RemoveAll(push => push.Result.Seq > seq);

    /// <summary>The operations that the remote took, with the position of their push.</summary>
    public IEnumerable<(Op Op, Push Push)> Taken() => _pushes.SelectMany(push =>
        push.Ops.Where(op => !push.Result.Rejected.Contains(op.N) && !push.Result.Failed.Contains(op.N)).Select(op => (op, push)));

    /// <summary>One push.</summary>
    internal sealed record Push(string Replica, IReadOnlyList<Op> Ops, PushResult Result);
}
