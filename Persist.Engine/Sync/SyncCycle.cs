using Microsoft.Extensions.Logging;
using Persist.Engine.Diagnostics;
using Persist.Engine.Errors;
using Persist.Engine.Local;
using Persist.Engine.Local.Reading;
using Persist.Engine.Local.Replicating;
using Persist.Engine.Local.Tables;
using Persist.Engine.Merge;
using Persist.Engine.Remotes;

namespace Persist.Engine.Sync;

/// <summary>One sync: pull → settle → apply → re-merge → push, until both ends have what the other had when it began.</summary>
/// <remarks>One at a time for a file: the caller holds the file's sync lock. See <c>docs/protocol.md</c>.</remarks>
internal sealed class SyncCycle(
    LocalStore local, IRemote remote, ReplicaIdentity identity, MergeRunner merges, TimeProvider clock, ILogger log, Workers workers)
{
    private readonly LineageMending _mending = new(local, remote, identity, log);
    private readonly PastBeyond _past = new(local, remote);
    private readonly CaughtUp _caughtUp = new(local, remote, identity);
    private readonly TombstonePurge _purge = new(remote, identity, clock, log);
    private PullHeader? _header;
    private bool _connected;

    // The last operation that is this sync's to send; null while that is whatever waits.
    private long? _goal;

    /// <summary>The lineage was mended: the sync goes on.</summary>
    public event Action<Recovery>? Recovered;

    /// <summary>False when the last run found nothing at the remote, and before it nothing to merge, to send or to tell.</summary>
    public bool HasWork => !_caughtUp.IsNoted;

    /// <summary>What is known of the remote.</summary>
    public RemoteStanding Remote { get; } = new(local, clock);

    /// <summary>Finds out whether there is nothing to do, where the last run found nothing. The caller need not hold the file's sync lock.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>True when a run would find nothing; false when only a run can tell.</returns>
    /// <exception cref="PersistException">The remote could not be reached, or refused.</exception>
    public async Task<bool> IsStillCaughtUpAsync(CancellationToken cancellationToken)
    {
        if (!_connected)
        {
            return false;
        }

        _connected = false; // as in a run
        var header = await _caughtUp.LookAsync(cancellationToken).ConfigureAwait(false);
        if (header is not null)
        {
            Remote.Note(header);
            await _purge.RunAsync(header, cancellationToken).ConfigureAwait(false);
        }

        _connected = true;
        return header is not null;
    }

    /// <summary>Runs until the remote has what waited when it began to send, and the remote's changes are here.</summary>
    /// <param name="watcher">Told how far it is; null when nobody watches.</param>
    /// <param name="cancellationToken">Stops it between two transactions.</param>
    /// <returns>What it moved, and what it left.</returns>
    /// <exception cref="PersistException">The remote could not be reached, or refused. What was done until then stands.</exception>
    public async Task<CycleOutcome> RunAsync(IProgress<SyncProgress>? watcher, CancellationToken cancellationToken)
    {
        await ConnectAsync(cancellationToken).ConfigureAwait(false);
        _caughtUp.Forget();
        (_connected, _goal) = (false, null); // until this has ended well: whatever failed may have been another remote's doing
        var (pushed, pulled, isWhole) = (0L, 0L, false);
        var progress = new ProgressCount(watcher, () => local.Status().Pending);
        for (var round = 0; round < SyncLimits.Rounds; round++)
        {
            if (await PullAsync(progress, cancellationToken).ConfigureAwait(false) is not { } news)
            {
                continue; // the lineage had to be mended first
            }

            pulled += news;
            var (sent, done) = HasWork ? await MergeAndPushAsync(progress, cancellationToken).ConfigureAwait(false) : (0, true);
            pushed += sent;
            if (done)
            {
                await _purge.RunAsync(_header!, cancellationToken).ConfigureAwait(false);
                isWhole = true;
                break;
            }
        }

        _connected = true;
        return new CycleOutcome(pushed, pulled, isWhole, LeavesMore: HasWork && local.Replication.HasPending());
    }

    private async Task<(long Sent, bool Done)> MergeAndPushAsync(ProgressCount progress, CancellationToken cancellationToken)
    {
        if (await merges.RunAsync(cancellationToken).ConfigureAwait(false))
        {
            _goal = null; // what came of them is at the end of the queue
        }

        return await PushAsync(progress, cancellationToken).ConfigureAwait(false);
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        if (_connected)
        {
            return;
        }

        var me = identity.As(local.Position().Author) with { RemoteId = local.Replication.RemoteId() };
        var handshake = await remote.ConnectAsync(me, cancellationToken).ConfigureAwait(false);
        if (local.Replication.BindRemote(handshake.RemoteId) != handshake.RemoteId)
        {
            throw PersistErrors.RemoteChanged.With(identity.Store, remote.Description);
        }

        _connected = true;
        Log.Connected(log, identity.Store, remote.Description);
    }

    // The lineage is checked before anything that the remote says is believed. Null when it had to be mended.
    private async Task<long?> PullAsync(ProgressCount progress, CancellationToken cancellationToken)
    {
        var (position, hasWork) = local.Outlook();
        if (position.FrozenId is not null)
        {
            local.Replication.FinishSettling(); // before anything is applied that came after it
        }

        using var span = Spans.Pull(position.Cursor);
        if (await _past.IsLostAsync(identity.As(position.Author), position, isCopied: false, cancellationToken).ConfigureAwait(false))
        {
            throw PersistErrors.Rewound.With(identity.Store);
        }

        var pull = await remote.PullAsync(identity.As(position.Author), position.Cursor, cancellationToken).ConfigureAwait(false);
        LineageState lineage;
        await using (pull.ConfigureAwait(false))
        {
            lineage = Lineage.Of(position, pull.Header);
            if (lineage == LineageState.Continuous)
            {
                if (!hasWork && pull.Header.Head == position.Cursor)
                {
                    _caughtUp.Note(position, pull.Header);
                }

                return await TakeInAsync(position, pull, progress, cancellationToken).ConfigureAwait(false);
            }

            if (lineage == LineageState.Outdated)
            {
                SettleTaken(position, pull.Header);
                position = local.Position();
            }
        }

        if (await _mending.RunAsync(lineage, position, progress, cancellationToken).ConfigureAwait(false) is { } recovery)
        {
            Recovered?.Invoke(recovery);
        }

        return null;
    }

    // Settle, and apply page by page.
    private async Task<long> TakeInAsync(Position position, IPull pull, ProgressCount progress, CancellationToken cancellationToken)
    {
        var header = pull.Header;
        Remote.Note(_header = header);
        SettleTaken(position, header);
        progress.Pulling(position.Cursor, header.Head);
        var (pulled, rows) = (0L, 0L);
        await foreach (var page in pull.ReadPagesAsync(SyncLimits.PageRows, cancellationToken).ConfigureAwait(false))
        {
            if (page.Cells.Count + page.Conflicts.Count == 0 && page.Cursor == position.Cursor)
            {
                continue; // nothing new: not worth a transaction
            }

            pulled += local.Replication.Apply(page.Cells, page.Conflicts, page.Cursor, header.Head, header.HeadTail);
            rows += page.Cells.Count;
            progress.Pulled(page.Cells.Count, page.Cursor);
        }

        Log.Pulled(log, identity.Store, position.Cursor, header.Head, rows);
        return pulled;
    }

    // The answer was lost, and the remote has the batch.
    private void SettleTaken(Position position, PullHeader header)
    {
        if (Lineage.IsFrozen(position, header.Last) && local.Replication.FrozenBatch() is { } frozen)
        {
            local.Replication.Settle(frozen, header.Last!.Result);
        }
    }

    // Freeze and push, batch after batch, up to the goal, while nobody else pushes in between. The local work of one batch is
    // done while the next is under way.
    private async Task<(long Sent, bool Done)> PushAsync(ProgressCount progress, CancellationToken cancellationToken)
    {
        var sent = 0L;
        var batch = local.Replication.Freeze(SyncLimits.Batch with { Goal = _goal ?? long.MaxValue });
        // After the freezing: what is written over until then waits behind, and belongs to this sync all the same.
        var bounds = SyncLimits.Batch with { Goal = _goal ??= local.Position().NextOp - 1 };
        while (batch is not null)
        {
            progress.Pushing();
            var sending = SendAsync(batch, cancellationToken);
            try
            {
                await Task.WhenAll(sending, WorkAheadAsync(bounds)).ConfigureAwait(false);
            }
            catch (PersistException failure) when (failure.Is(PersistErrors.Forked))
            {
                return (sent, false); // another copy of the file has pushed since: the next pull shows it, and mends it
            }

            if (await sending.ConfigureAwait(false) is not { } result)
            {
                bounds = bounds with { Ops = Math.Max(1, Math.Min(bounds.Ops, batch.Ops.Count) / 2) };
                batch = local.Replication.Freeze(bounds);
                continue;
            }

            progress.Pushed(batch.Ops.Count);
            var (direct, next) = local.Replication.SettleAndFreeze(batch, result, bounds);
            sent += batch.Ops.Count - result.Rejected.Count - result.Failed.Count - result.Skipped.Count;
            Remote.Note(result);
            Log.Pushed(log, identity.Store, batch.No, batch.Ops.Count, result.Rejected.Count);
            if (!direct || result.Rejected.Count > 0)
            {
                return (sent, false);
            }

            batch = next;
        }

        return (sent, true);
    }

    private Task WorkAheadAsync(BatchBounds bounds) => workers.RunAsync(
        () =>
        {
            local.Replication.WorkAhead(bounds);
            return Task.FromResult(true);
        },
        CancellationToken.None);

    // Null when the remote refused the data: the batch is cut in halves until what it refuses stands alone, and is given up.
    private async Task<PushResult?> SendAsync(FrozenBatch batch, CancellationToken cancellationToken)
    {
        using var span = Spans.Push(batch.No, batch.Ops.Count);
        try
        {
            var author = local.Replication.Author();
            var request = new PushRequest(identity.As(author), batch.No, batch.PreviousId, batch.Id, batch.Ops, author);
            return await remote.PushAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (PersistException failure) when (failure.Is(PersistErrors.RemoteRefusedData))
        {
            if (batch.IsOneWrite)
            {
                Log.ChangeRefused(log, identity.Store, batch.Ops[0].Cell.Key, failure.Message);
            }
            else
            {
                Log.BatchRefused(log, identity.Store, batch.Ops.Count, failure.Message);
            }

            local.Replication.Refused(batch, batch.IsOneWrite ? failure.Message : null);
            return null;
        }
    }
}
