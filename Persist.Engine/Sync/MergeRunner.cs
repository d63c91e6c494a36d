using Microsoft.Extensions.Logging;
using Persist.Engine.Conflicts;
using Persist.Engine.Diagnostics;
using Persist.Engine.Local;

namespace Persist.Engine.Sync;

/// <summary>Runs the user's merge on every conflict that is due: read, decide outside any transaction, save if nothing moved.</summary>
internal sealed class MergeRunner(LocalStore local, StorePolicy policy, TimeSpan limit, TimeProvider clock, ILogger log, Workers workers)
{
    private readonly MergeCall _merges = new(limit, clock, local.Conflicts.MergeTurn, workers);

    /// <summary>Decides what is due. A merge that fails parks its item alone.</summary>
    /// <returns>True when something came of it that may have to be sent.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var isDecided = false;
        foreach (var due in local.Conflicts.Due())
        {
            if (due.IsAgreed)
            {
                local.Conflicts.Save(due, MergeResult.UseRemote);
                continue;
            }

            var rule = policy.For(due.Mine.Id.Key);
            if (rule.Strategy == SyncStrategy.Manual)
            {
                local.Conflicts.SetAside(due);
                continue;
            }

            var (result, failure) = await _merges.DecideAsync(rule.Merge ?? LatestWins, due.Request, cancellationToken).ConfigureAwait(false);
            if (result is not null)
            {
                Log.Merged(log, due.Mine.Id.Key, result.Choice.ToString());
                // Not saved: a newer version came in between, and the next round asks again.
                isDecided |= local.Conflicts.Save(due, result);
                continue;
            }

            Log.MergeParked(log, due.Mine.Id.Key, failure!);
            local.Conflicts.Park(due, failure!);
        }

        return isDecided;
    }

    // What was queued while the store had a merge, and is contested now that it has none.
    private static ValueTask<MergeResult> LatestWins(MergeRequest request, CancellationToken cancellationToken) =>
        new(request.Local.Timestamp > request.Remote.Timestamp ? MergeResult.UseLocal : MergeResult.UseRemote);
}
