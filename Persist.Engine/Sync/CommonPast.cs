using Persist.Engine.Local;
using Persist.Engine.Remotes;

namespace Persist.Engine.Sync;

/// <summary>How much of what a file knows of a remote that was restored is in that remote's past still.</summary>
internal static class CommonPast
{
    /// <summary>
    /// The last position at which the file stood and to which the remote gives the same name; 0 when it has none, or has purged them.
    /// And the first of which it has not.
    /// </summary>
    /// <param name="local">The file.</param>
    /// <param name="remote">The remote.</param>
    /// <param name="me">Who asks.</param>
    /// <param name="header">Where the remote stands.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<(long Through, long Before)> FindAsync(
        LocalStore local, IRemote remote, ReplicaIdentity me, PullHeader header, CancellationToken cancellationToken)
    {
        // Positions are one line: if it has one of them, it has all before.
        var stood = local.Replication.KnownPast().Stood.Where(stood => stood.Seq > header.Floor).ToList();
        var (has, lacks) = (0, stood.Count);
        while (has < lacks)
        {
            var middle = (has + lacks) / 2;
            if (await TailAtAsync(stood[middle].Seq).ConfigureAwait(false) == stood[middle].Tail)
            {
                has = middle + 1;
            }
            else
            {
                lacks = middle;
            }
        }

        return (has == 0 ? 0 : stood[has - 1].Seq, has == stood.Count ? long.MaxValue : stood[has].Seq);

        async Task<string?> TailAtAsync(long seq)
        {
            var pull = await remote.PullAsync(me, seq, cancellationToken).ConfigureAwait(false);
            await using var _ = pull.ConfigureAwait(false);
            return pull.Header.CursorTail;
        }
    }
}
