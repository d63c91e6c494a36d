using Persist.Engine.Errors;
using Persist.Engine.Local;
using Persist.Engine.Merge;
using Persist.Engine.Remotes;

namespace Persist.Engine.Sync;

/// <summary>Compares what a file has from its remote with what the remote has. Reads both whole, and changes neither.</summary>
/// <remarks>The caller holds the file's sync lock, so that the file's position stays.</remarks>
internal sealed class RemoteCheck(LocalStore local, IRemote remote, ReplicaIdentity identity)
{
    /// <summary>Compares. A remote that cannot be reached is no error of a check: it says so.</summary>
    public async Task<StoreCheck> RunAsync(CancellationToken cancellationToken)
    {
        local.Replication.FinishSettling();
        var (position, mine) = local.Base();
        var found = new StoreCheck([], RemoteComparison.NotComparable, null, position.Cursor, $"{mine}", null);
        if (local.Replication.RemoteId() is not { } known)
        {
            return found with { Note = "the store was not synced with its remote yet" };
        }

        try
        {
            var me = identity with { Replica = position.Author.Replica, RemoteId = known };
            var handshake = await remote.ConnectAsync(me, cancellationToken).ConfigureAwait(false);
            var pull = await remote.PullAsync(me, cursor: 0, cancellationToken).ConfigureAwait(false);
            await using var _ = pull.ConfigureAwait(false);
            return handshake.RemoteId != known
                ? found with { Note = PersistErrors.RemoteChanged.With(identity.Store, remote.Description).Message }
                : await CompareAsync(found, position, pull, mine, cancellationToken).ConfigureAwait(false);
        }
        catch (PersistException failure)
        {
            return found with { Note = failure.Message };
        }
    }

    private async Task<StoreCheck> CompareAsync(
        StoreCheck found, Position position, IPull pull, ContentChecksum mine, CancellationToken cancellationToken)
    {
        var header = pull.Header;
        if (header.Head < position.Cursor || (header.Head == position.Cursor && position.Tail is not null && header.HeadTail != position.Tail))
        {
            return found with { Note = PersistErrors.Rewound.With(identity.Store).Message };
        }

        if (header.Head != position.Cursor)
        {
            return found with { Note = $"not comparable yet: the remote stands at {header.Head}, and this replica at {position.Cursor}; sync, and check again" };
        }

        var theirs = new ContentChecksum();
        await foreach (var page in pull.ReadPagesAsync(SyncLimits.PageRows, cancellationToken).ConfigureAwait(false))
        {
            foreach (var cell in page.Cells)
            {
                theirs.Add(cell.Id, cell.Value, cell.Dead);
            }
        }

        var isEqual = $"{theirs}" == $"{mine}";
        return found with
        {
            Comparison = isEqual ? RemoteComparison.Equal : RemoteComparison.Different,
            RemoteChecksum = $"{theirs}",
            Note = isEqual ? null : "the remote has another content at the same position; export what is here, sync what waits, and go on with a new file",
        };
    }
}
