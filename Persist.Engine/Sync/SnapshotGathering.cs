using Persist.Engine.Local;
using Persist.Engine.Remotes;

namespace Persist.Engine.Sync;

/// <summary>
/// Brings a whole snapshot of the remote here, beside the file's tables. Nothing of the store changes by it: a crash, or a lost
/// connection, begins it anew.
/// </summary>
internal static class SnapshotGathering
{
    /// <summary>Gathers; the header is the snapshot's. Null when it is not one that is wanted.</summary>
    /// <param name="local">The file.</param>
    /// <param name="remote">The remote.</param>
    /// <param name="me">Who asks.</param>
    /// <param name="isWanted">Whether the snapshot is one that is wanted.</param>
    /// <param name="takesConflicts">True to take the remote's conflicts into the log at once: they are settled, whatever becomes of the snapshot.</param>
    /// <param name="progress">Told of the pages.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<PullHeader?> RunAsync(
        LocalStore local,
        IRemote remote,
        ReplicaIdentity me,
        Predicate<PullHeader> isWanted,
        bool takesConflicts,
        ProgressCount progress,
        CancellationToken cancellationToken)
    {
        var pull = await remote.PullAsync(me, cursor: 0, cancellationToken).ConfigureAwait(false);
        await using var _ = pull.ConfigureAwait(false);
        if (!isWanted(pull.Header))
        {
            return null;
        }

        local.Replication.BeginSnapshot();
        progress.Pulling(0, pull.Header.Head);
        await foreach (var page in pull.ReadPagesAsync(SyncLimits.PageRows, cancellationToken).ConfigureAwait(false))
        {
            local.Replication.Gather(page.Cells, takesConflicts ? page.Conflicts : []);
            progress.Pulled(page.Cells.Count, page.Cursor);
        }

        return pull.Header;
    }
}
