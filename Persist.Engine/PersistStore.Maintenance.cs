using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Engine.Sync;

namespace Persist.Engine;

/// <content>The local file's housekeeping.</content>
public sealed partial class PersistStore
{
    /// <summary>How many entries of the conflict log are decided and were detected longer ago than this.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.InvalidConflictAge"/>: less than a second, and not zero.</exception>
    public long CountSettledConflicts(TimeSpan olderThan) => Local.Conflicts.CountSettled(Before(olderThan));

    /// <summary>
    /// Writes the local file anew, without the room that deletions left in it. Reads go on meanwhile, and writes wait. It
    /// needs as much free space as the file has content.
    /// </summary>
    /// <param name="keepConflictsFor">
    /// How long decided conflicts stay in the log; null for all of them. The versions that lost are gone with them. Open ones
    /// stay, and those that handlers have not been told of.
    /// </param>
    /// <param name="cancellationToken">Stops it; the file stays as it was.</param>
    /// <exception cref="PersistException">
    /// <see cref="PersistErrors.InvalidConflictAge"/>, <see cref="PersistErrors.DiskFull"/>, <see cref="PersistErrors.StoreBusy"/> and others.
    /// </exception>
    public Task<OptimizeResult> OptimizeAsync(TimeSpan? keepConflictsFor = null, CancellationToken cancellationToken = default)
    {
        var local = Local;
        return Task.Run(
            () =>
            {
                var before = local.Size();
                var removed = keepConflictsFor is { } time ? local.Conflicts.DropSettled(Before(time)) : 0;
                local.Compact(cancellationToken);
                return new OptimizeResult(before, local.Size(), removed);
            },
            cancellationToken);
    }

    /// <summary>
    /// Goes on with a remote that was restored from a backup or exchanged, which has stopped the sync
    /// (<see cref="PersistErrors.Rewound"/>, <see cref="PersistErrors.RemoteChanged"/>). What waits in the queue stays there.
    /// Versions that are given up are in the conflict log. Whatever breaks it off, nothing has changed, and it can be begun anew.
    /// </summary>
    /// <param name="keep">Whose versions stand where the remote has lost something.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="PersistException"><see cref="PersistErrors.NothingToRepair"/>, <see cref="PersistErrors.RemoteOffline"/> and others.</exception>
    public Task<Recovery> RepairAsync(RepairKeep keep, CancellationToken cancellationToken = default) => RepairAsync(keep, null, cancellationToken);

    /// <inheritdoc cref="RepairAsync(RepairKeep, CancellationToken)"/>
    /// <param name="keep">Whose versions stand where the remote has lost something.</param>
    /// <param name="watcher">Told how much of the remote is here, on engine threads; null when nobody watches.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<Recovery> RepairAsync(RepairKeep keep, IProgress<SyncProgress>? watcher, CancellationToken cancellationToken = default) =>
        Sync.RepairAsync(keep, watcher, cancellationToken);

    /// <summary>
    /// Tells what <see cref="RepairAsync(RepairKeep, CancellationToken)"/> would do now: how many parts of items the remote has lost, and what would become of
    /// what waits. It reads the whole remote, and changes nothing here or there.
    /// </summary>
    /// <remarks>
    /// Whether another copy of the file has sent some of what waits is only asked by the repair itself; here that counts as kept.
    /// </remarks>
    /// <param name="keep">Whose versions would stand.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="PersistException"><see cref="PersistErrors.NothingToRepair"/>, <see cref="PersistErrors.RemoteOffline"/> and others.</exception>
    public Task<Recovery> RehearseRepairAsync(RepairKeep keep, CancellationToken cancellationToken = default) =>
        RehearseRepairAsync(keep, null, cancellationToken);

    /// <inheritdoc cref="RehearseRepairAsync(RepairKeep, CancellationToken)"/>
    /// <param name="keep">Whose versions would stand.</param>
    /// <param name="watcher">Told how much of the remote is here, on engine threads; null when nobody watches.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<Recovery> RehearseRepairAsync(RepairKeep keep, IProgress<SyncProgress>? watcher, CancellationToken cancellationToken = default) =>
        Sync.RehearseRepairAsync(keep, watcher, cancellationToken);

    /// <summary>
    /// Reads the whole local file to see whether it is sound (SQLite's <c>integrity_check</c>, whether each row can be what was
    /// written, and what holds between the store's tables), and compares what a sound file has from the remote with what the
    /// remote has at the same position. Nothing is changed, and changes that wait are no difference. Damage is no error: it is
    /// what the check tells of.
    /// </summary>
    /// <param name="compare">False to leave the remote out.</param>
    /// <param name="cancellationToken">Stops it between two steps.</param>
    public async Task<StoreCheck> TestAsync(bool compare = true, CancellationToken cancellationToken = default)
    {
        var local = Local;
        var problems = await Task.Run(local.Problems, cancellationToken).ConfigureAwait(false);
        if (problems.Count > 0)
        {
            return StoreCheck.OfDamagedFile(problems);
        }

        try
        {
            return compare && _sync is not null
                ? await Sync.CheckAsync(cancellationToken).ConfigureAwait(false)
                : new StoreCheck([], RemoteComparison.NotAsked, null, local.Position().Cursor, null, null);
        }
        catch (PersistException failure) when (failure.Is(PersistErrors.StoreCorrupt))
        {
            return StoreCheck.OfDamagedFile([failure.Message]); // on a disk that fails what could be read once may be gone
        }
    }

    // Days that were meant, and became ticks, would take the whole log.
    private long Before(TimeSpan ago)
    {
        if (ago < TimeSpan.FromSeconds(1) && ago != TimeSpan.Zero)
        {
            throw PersistErrors.InvalidConflictAge.With(ago);
        }

        var now = Options.TimeProvider.GetUtcNow();
        return ago < now - DateTimeOffset.UnixEpoch ? Stamp.Of(now - ago) : 0;
    }
}
