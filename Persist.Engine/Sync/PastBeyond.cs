using Persist.Engine.Local;
using Persist.Engine.Local.Tables;
using Persist.Engine.Remotes;

namespace Persist.Engine.Sync;

/// <summary>Whether the remote still has what lies beyond the file's cursor and is in its past all the same, of which a pull's header does not tell.</summary>
internal sealed class PastBeyond(LocalStore local, IRemote remote)
{
    /// <summary>True when the remote has lost what the file has heard of: see <see cref="Horizon"/>.</summary>
    /// <param name="me">Who asks.</param>
    /// <param name="position">Where the file stands.</param>
    /// <param name="isCopied">
    /// Whether a copy of the file has pushed: as long as none has, the replica's own last batch tells whether the remote has lost that.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<bool> IsLostAsync(ReplicaIdentity me, Position position, bool isCopied, CancellationToken cancellationToken)
    {
        if (local.Replication.Anchor(position, isCopied) is not { } end)
        {
            return false;
        }

        var pull = await remote.PullAsync(me, end.Cursor, cancellationToken).ConfigureAwait(false);
        await using var _ = pull.ConfigureAwait(false);
        return Lineage.Of(end, pull.Header) == LineageState.Rewound;
    }
}
