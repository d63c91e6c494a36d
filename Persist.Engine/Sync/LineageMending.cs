using Microsoft.Extensions.Logging;
using Persist.Engine.Diagnostics;
using Persist.Engine.Errors;
using Persist.Engine.Local;
using Persist.Engine.Local.Tables;
using Persist.Engine.Remotes;

namespace Persist.Engine.Sync;

/// <summary>What a replica does by itself when it and the remote are not each other's past any more.</summary>
internal sealed class LineageMending(LocalStore local, IRemote remote, ReplicaIdentity identity, ILogger log)
{
    /// <summary>Mends what can be mended without a person. The pull is repeated afterwards.</summary>
    /// <param name="lineage">What is wrong.</param>
    /// <param name="position">The file's position.</param>
    /// <param name="progress">Told of what is fetched.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was done; null when the remote has moved meanwhile, so that it has to be looked at again.</returns>
    /// <exception cref="PersistException"><see cref="PersistErrors.Rewound"/>.</exception>
    public async Task<Recovery?> RunAsync(LineageState lineage, Position position, ProgressCount progress, CancellationToken cancellationToken) => lineage switch
    {
        LineageState.Forked => await SplitAsync(position, cancellationToken).ConfigureAwait(false),
        LineageState.Outdated => await ResyncAsync(position, progress, cancellationToken).ConfigureAwait(false),
        _ => throw PersistErrors.Rewound.With(identity.Store),
    };

    private async Task<Recovery> SplitAsync(Position position, CancellationToken cancellationToken)
    {
        var me = identity.As(position.Author);
        if (await new PastBeyond(local, remote).IsLostAsync(me, position, isCopied: true, cancellationToken).ConfigureAwait(false))
        {
            throw PersistErrors.Rewound.With(identity.Store);
        }

        var findings = await QueueQuestion.AskAsync(local, remote, me, position, position.Cursor, isRepair: false, cancellationToken).ConfigureAwait(false);
        var note = local.Replication.Split(position, findings);
        Log.Forked(log, identity.Store, position.Author.Replica, local.Replica, note.Kept, note.Sent, note.Buried);
        return Recovery.Of(note)!;
    }

    // Null when the remote has moved meanwhile in a way that has to be looked at again.
    private async Task<Recovery?> ResyncAsync(Position position, ProgressCount progress, CancellationToken cancellationToken)
    {
        // A compare-and-set that is under way is refused for the deletion of what it was written over, and goes to the merge with that.
        var me = identity.As(position.Author) with { HearsOfDeletions = true };
        bool IsContinuous(PullHeader found) => found.Head >= position.Cursor && Lineage.IsLast(position, found.Last);
        var gathering = SnapshotGathering.RunAsync(local, remote, me, IsContinuous, takesConflicts: true, progress, cancellationToken);
        if (await gathering.ConfigureAwait(false) is not { } header)
        {
            return null;
        }

        var note = local.Replication.ReplaceBase(header.Head, header.HeadTail);
        Log.Resynced(log, identity.Store, position.Cursor, header.Floor, header.Head, note.Changed, note.Kept);
        return Recovery.Of(note)!;
    }
}
