using Persist.Engine.Merge;

namespace Persist.Engine.Remotes;

/// <summary>
/// The operations that wait in several copies of one file: kept in the row of the replica that the file was before it was
/// copied. Whoever sends one first has sent it for all.
/// </summary>
/// <param name="Replica">The replica whose row it is.</param>
/// <param name="Shared">The operations.</param>
/// <param name="Taken">Those of them that the remote has taken.</param>
internal sealed record SharedOps(string Replica, OpIdSet Shared, OpIdSet Taken)
{
    /// <summary>These, with those of them that are done marked as taken; null when none is.</summary>
    public SharedOps? WithTaken(OpIdSet done)
    {
        var taken = Shared.And(done);
        if (taken.IsEmpty)
        {
            return null;
        }

        taken.Add(Taken);
        return this with { Taken = taken };
    }
}
