using Persist.Engine.Merge;

namespace Persist.Engine.Remotes;

/// <summary>
/// The operations that wait in several copies of one file: kept in the row of the replica that the file was before it was
/// copied. Whoever sends one first has sent it for all.
/// </summary>
/// <remarks>
/// A file goes on being written to, and may be copied again, while it asks what it may send: what is written then is in no
/// list. So of what a copy sends under another id everything counts as sent for all.
/// </remarks>
/// <param name="Replica">The replica whose row it is.</param>
/// <param name="Shared">The operations.</param>
/// <param name="Taken">What the remote has taken of them, and of what may be in a copy without being listed.</param>
internal sealed record SharedOps(string Replica, OpIdSet Shared, OpIdSet Taken)
{
    /// <summary>These, with more operations; null when they are among them.</summary>
    public SharedOps? WithShared(OpIdSet more) => more.Without(Shared).IsEmpty ? null : this with { Shared = OpIdSet.Union([Shared, more]) };

    /// <summary>These, with what a push has done marked as taken; null when that is nothing of theirs.</summary>
    /// <param name="pusher">Who pushed.</param>
    /// <param name="done">The operations that need not be sent any more.</param>
    public SharedOps? WithTaken(string pusher, OpIdSet done)
    {
        var taken = Shared.And(done);
        if (pusher != Replica)
        {
            taken.Add(done);
        }

        if (taken.IsEmpty)
        {
            return null;
        }

        taken.Add(Taken);
        return this with { Taken = taken };
    }
}
