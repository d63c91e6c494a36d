using Persist.Engine.Errors;
using Persist.Engine.Local;
using Persist.Engine.Local.Tables;
using Persist.Engine.Merge;
using Persist.Engine.Remotes;

namespace Persist.Engine.Sync;

/// <summary>
/// Compares what a file has from its remote with what the remote has, by sums that each end makes of its own; where they differ,
/// cell by cell. Changes neither.
/// </summary>
/// <remarks>The caller holds the file's sync lock, so that what the file has from the remote stays, whatever is written meanwhile.</remarks>
internal sealed class RemoteCheck(LocalStore local, IRemote remote, ReplicaIdentity identity)
{
    // Named in the note; the rest is in the list.
    private const int Shown = 3;

    /// <summary>Compares. A remote that cannot be reached is no error of a check: it says so.</summary>
    public async Task<StoreCheck> RunAsync(CancellationToken cancellationToken)
    {
        local.Replication.FinishSettling();
        var (position, mine) = local.BaseSums();
        var found = new StoreCheck([], RemoteComparison.NotComparable, null, position.Cursor, $"{mine}", null);
        if (local.Replication.RemoteId() is not { } known)
        {
            return found with { Note = "the store was not synced with its remote yet" };
        }

        try
        {
            var me = identity.As(position.Author) with { RemoteId = known };
            var handshake = await remote.ConnectAsync(me, cancellationToken).ConfigureAwait(false);
            var theirs = await remote.OpenContentAsync(me, Anchor(position).Cursor, cancellationToken).ConfigureAwait(false);
            await using var _ = theirs.ConfigureAwait(false);
            return handshake.RemoteId != known
                ? found with { Note = PersistErrors.RemoteChanged.With(identity.Store, remote.Description).Message }
                : await CompareAsync(found, position, theirs, mine, cancellationToken).ConfigureAwait(false);
        }
        catch (PersistException failure)
        {
            return found with { Note = failure.Message };
        }
    }

    private async Task<StoreCheck> CompareAsync(
        StoreCheck found, Position position, IRemoteContent theirs, ContentSums mine, CancellationToken cancellationToken)
    {
        var header = theirs.Header;
        if (Lineage.Of(Anchor(position), header) == LineageState.Rewound)
        {
            return found with { Note = PersistErrors.Rewound.With(identity.Store).Message };
        }

        if (header.Head != position.Cursor)
        {
            return found with { Note = $"not comparable yet: the remote stands at {header.Head}, and this replica at {position.Cursor}; sync, and check again" };
        }

        var compared = found with { Comparison = RemoteComparison.Equal, RemoteChecksum = $"{theirs.Sums}" };
        var buckets = mine.DifferentFrom(theirs.Sums);
        if (buckets.Count == 0)
        {
            return compared;
        }

        var comparison = new ContentComparison();
        await comparison.RunAsync(CellDigest.OfBuckets(local.Base(), buckets), theirs.ReadAsync(buckets, cancellationToken), cancellationToken).ConfigureAwait(false);
        return compared with
        {
            Comparison = RemoteComparison.Different,
            Differences = comparison.Differences,
            DifferentItems = comparison.Count,
            Note = Describe(comparison),
        };
    }

    private Position Anchor(Position position) => local.Replication.Anchor(position, isCopied: false) ?? position;

    private static string Describe(ContentComparison comparison) =>
        $"{comparison.Count} item(s) are not the same at the remote, at the same position: "
        + string.Join(", ", comparison.Differences.Take(Shown).Select(item => $"'{item.Key}'")) + (comparison.Count > Shown ? ", …" : "")
        + ". An item that is written again is the same everywhere then; a store that is opened with a new file gets what the remote has";
}
