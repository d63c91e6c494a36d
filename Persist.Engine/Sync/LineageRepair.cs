using Microsoft.Extensions.Logging;
using Persist.Engine.Diagnostics;
using Persist.Engine.Errors;
using Persist.Engine.Local;
using Persist.Engine.Local.Lineage;
using Persist.Engine.Local.Tables;
using Persist.Engine.Merge;
using Persist.Engine.Remotes;

namespace Persist.Engine.Sync;

/// <summary>A person has decided what is to count where the remote and the file have different pasts: see <c>docs/recovery.md</c>.</summary>
/// <remarks>One at a time for a file: the caller holds the file's sync lock.</remarks>
internal sealed class LineageRepair(LocalStore local, IRemote remote, ReplicaIdentity identity, ILogger log)
{
    /// <summary>Repairs in one local transaction, after everything that it needs is here: whatever breaks it off, it begins anew.</summary>
    /// <param name="keep">Whose versions stand.</param>
    /// <param name="watcher">Told of what is fetched; null when nobody watches.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="PersistException"><see cref="PersistErrors.NothingToRepair"/>, or what the remote or the file refused.</exception>
    public async Task<Recovery> RunAsync(RepairKeep keep, IProgress<SyncProgress>? watcher, CancellationToken cancellationToken)
    {
        var (me, position, handshake, header) = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        for (var queue = await AskAsync(me, position, header, cancellationToken).ConfigureAwait(false); ;)
        {
            header = await GatherAsync(me, takesConflicts: true, watcher, cancellationToken).ConfigureAwait(false);
            var after = await AskAsync(me, position, header, cancellationToken).ConfigureAwait(false);
            if (queue.Known.Count == after.Known.Count)
            {
                // No copy has sent any of it meanwhile: what was sent is in the snapshot.
                var common = await CommonPast.FindAsync(local, remote, me, position, header, cancellationToken).ConfigureAwait(false);
                var note = local.Replication.Repair(position, new RepairFindings(keep, handshake.RemoteId, header.Head, header.HeadTail, header.Floor, common, after));
                Log.Repaired(log, identity.Store, note.Kind, position.Cursor, header.Head, local.Replica, note.Changed, note.Kept);
                return Recovery.Of(note)!;
            }

            queue = after;
        }
    }

    /// <summary>
    /// What a repair would do now. Nothing is changed by it, also not at the remote: so it is not asked whether another copy of
    /// the file has sent what waits, which is why that may count as kept.
    /// </summary>
    /// <inheritdoc cref="RunAsync"/>
    public async Task<Recovery> RehearseAsync(RepairKeep keep, IProgress<SyncProgress>? watcher, CancellationToken cancellationToken)
    {
        var (me, position, handshake, _) = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        var header = await GatherAsync(me, takesConflicts: false, watcher, cancellationToken).ConfigureAwait(false);
        var common = await CommonPast.FindAsync(local, remote, me, position, header, cancellationToken).ConfigureAwait(false);
        var findings = new RepairFindings(keep, handshake.RemoteId, header.Head, header.HeadTail, header.Floor, common, new ForkFindings(new OpIdSet(), IsComplete: true, [], new Horizon(header.Head, header.HeadTail ?? "")));
        var note = local.Replication.RehearseRepair(position, findings);
        local.Replication.BeginSnapshot(); // its space is free again
        return Recovery.Of(note)!;
    }

    private async Task<(ReplicaIdentity Me, Position Position, RemoteHandshake Handshake, PullHeader Header)> ConnectAsync(
        CancellationToken cancellationToken)
    {
        var known = local.Replication.RemoteId() ?? throw PersistErrors.NothingToRepair.With(identity.Store);
        local.Replication.FinishSettling();
        var position = local.Position();
        // The file has sent something, also where the remote does not know that any more.
        var me = identity.As(position.Author) with { RemoteId = known, HearsOfDeletions = true };
        var handshake = await remote.ConnectAsync(me, cancellationToken).ConfigureAwait(false);
        var (header, isRewound) = await LookAsync(me, position, cancellationToken).ConfigureAwait(false);
        if (handshake.RemoteId == known && !isRewound)
        {
            throw PersistErrors.NothingToRepair.With(identity.Store);
        }

        return (me, position, handshake, header);
    }

    private async Task<PullHeader> GatherAsync(
        ReplicaIdentity me, bool takesConflicts, IProgress<SyncProgress>? watcher, CancellationToken cancellationToken)
    {
        var progress = new ProgressCount(watcher, () => 0);
        return (await SnapshotGathering.RunAsync(local, remote, me, _ => true, takesConflicts, progress, cancellationToken).ConfigureAwait(false))!;
    }

    private async Task<(PullHeader Header, bool IsRewound)> LookAsync(ReplicaIdentity me, Position position, CancellationToken cancellationToken)
    {
        var header = await ReadHeaderAsync(me, position.Cursor, cancellationToken).ConfigureAwait(false);
        var lineage = Lineage.Of(position, header);
        return (header, lineage == LineageState.Rewound
            || await new PastBeyond(local, remote).IsLostAsync(me, position, lineage == LineageState.Forked, cancellationToken).ConfigureAwait(false));
    }

    private async Task<PullHeader> ReadHeaderAsync(ReplicaIdentity me, long cursor, CancellationToken cancellationToken)
    {
        var pull = await remote.PullAsync(me, cursor, cancellationToken).ConfigureAwait(false);
        await using var _ = pull.ConfigureAwait(false);
        return pull.Header;
    }

    // What was purged cannot tell; but of a file that never pushed there, under any of its ids, nothing was purged.
    private async Task<ForkFindings> AskAsync(ReplicaIdentity me, Position position, PullHeader header, CancellationToken cancellationToken)
    {
        var since = Math.Min(position.Cursor, header.Head);
        var findings = await QueueQuestion.AskAsync(local, remote, me, position, since, isRepair: true, cancellationToken).ConfigureAwait(false);
        return findings with { IsComplete = findings.IsComplete || (header.Last is null && !await HasFormerPushedAsync(me, position, header, cancellationToken).ConfigureAwait(false)) };
    }

    private async Task<bool> HasFormerPushedAsync(ReplicaIdentity me, Position position, PullHeader header, CancellationToken cancellationToken)
    {
        foreach (var former in position.Author.Former?.Keys ?? [])
        {
            if ((await ReadHeaderAsync(me with { Replica = former }, header.Head, cancellationToken).ConfigureAwait(false)).Last is not null)
            {
                return true;
            }
        }

        return false;
    }
}
