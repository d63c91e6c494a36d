using Persist.Engine.Local;
using Persist.Engine.Local.Tables;
using Persist.Engine.Remotes;

namespace Persist.Engine.Sync;

/// <summary>How much of what a file knows of a remote that was restored is in that remote's past still.</summary>
internal static class CommonPast
{
    /// <summary>
    /// The last position at which the file stood and to which the remote gives the same name; 0 when it has none, or has purged them.
    /// And one of which it has not: the first of them, or that of the file's own last batch.
    /// </summary>
    /// <param name="local">The file.</param>
    /// <param name="remote">The remote.</param>
    /// <param name="me">Who asks.</param>
    /// <param name="position">Where the file stands.</param>
    /// <param name="header">Where the remote stands.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<(long Through, long Before)> FindAsync(
        LocalStore local, IRemote remote, ReplicaIdentity me, Position position, PullHeader header, CancellationToken cancellationToken)
    {
        // Positions are one line: if it has one of them, it has all before.
        var past = local.Replication.KnownPast().Stood;
        var stood = past.Where(stood => stood.Seq >= header.Floor).ToList();
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

        // Its answer tells of the file's own last batch there, also when that lies before the floor.
        var mine = header.Last?.Result is { Tail: { } tail, Seq: var seq } && past.Contains((seq, tail)) ? seq : 0;
        var before = has == stood.Count ? long.MaxValue : stood[has].Seq;
        return (has == 0 ? mine : Math.Max(mine, stood[has - 1].Seq), Lineage.HasLostBatch(position, header.Last) ? Math.Min(before, position.BatchSeq) : before);

        async Task<string?> TailAtAsync(long seq)
        {
            var pull = await remote.PullAsync(me, seq, cancellationToken).ConfigureAwait(false);
            await using var _ = pull.ConfigureAwait(false);
            return pull.Header.CursorTail;
        }
    }
}
