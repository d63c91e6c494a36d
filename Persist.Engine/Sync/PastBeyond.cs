using Persist.Engine.Local;
using Persist.Engine.Local.Tables;
using Persist.Engine.Remotes;

namespace Persist.Engine.Sync;

/// <summary>Whether the remote still has what lies beyond the file's cursor and is in its past all the same, of which a pull's header does not tell.</summary>
internal sealed class PastBeyond(LocalStore local, IRemote remote)
{
    /// <summary>True when the remote has lost what the file has heard of: see <see cref="Horizon"/>.</summary>
    public Task<bool> IsLostAsync(ReplicaIdentity me, Position position, CancellationToken cancellationToken) =>
        IsLostAsync(me, position, local.Replication.Anchor(position), cancellationToken);

    /// <summary>
    /// True when the remote has lost the last batch of a file that was copied: of the copy's, which is there, none tells whether that
    /// came after it.
    /// </summary>
    public Task<bool> IsOwnLostAsync(ReplicaIdentity me, Position position, CancellationToken cancellationToken) =>
        IsLostAsync(me, position, position with { Cursor = position.BatchSeq, Tail = position.BatchId }, cancellationToken);

    private async Task<bool> IsLostAsync(ReplicaIdentity me, Position position, Position end, CancellationToken cancellationToken)
    {
        if (end.Cursor <= position.Cursor)
        {
            return false;
        }

        var pull = await remote.PullAsync(me, end.Cursor, cancellationToken).ConfigureAwait(false);
        await using var _ = pull.ConfigureAwait(false);
        return Lineage.Of(end, pull.Header) == LineageState.Rewound;
    }
}
