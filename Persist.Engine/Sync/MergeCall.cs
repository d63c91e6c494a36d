using Persist.Engine.Conflicts;
using Persist.Engine.Errors;
using Persist.Engine.Items;

namespace Persist.Engine.Sync;

/// <summary>Asks the user's merge: one at a time, for as long as it may take, and whatever it throws is its answer.</summary>
/// <param name="limit">How long a merge may take.</param>
/// <param name="clock">What measures that.</param>
/// <param name="turn">Held while one runs.</param>
/// <param name="workers">Who runs it.</param>
internal sealed class MergeCall(TimeSpan limit, TimeProvider clock, SemaphoreSlim turn, Workers workers)
{
    /// <summary>Asks.</summary>
    /// <returns>What it decided, or why it did not.</returns>
    public async Task<(MergeResult? Result, string? Failure)> DecideAsync(
        MergeFunction merge, MergeRequest request, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            // The wait ends at the limit even where the merge does not listen to its token.
            var running = workers.RunAsync(() => merge(request, limited.Token).AsTask(), cancellationToken);
            var result = await running.WaitAsync(limit, clock, cancellationToken).ConfigureAwait(false);
            if (result is null)
            {
                return (null, "it returned nothing");
            }

            if (result.Choice == MergeChoice.Value)
            {
                ItemRules.CheckJson(request.Key, result.Json!);
            }

            return (result, null);
        }
        catch (TimeoutException)
        {
            return (null, PersistErrors.MergeTimeout.With(request.Key, limit.TotalSeconds).Message);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested(); // what a merge throws that was told to stop says nothing
            return (null, failure.Message); // whatever a user's code throws is that item's failure, not the sync's
        }
        finally
        {
            await limited.CancelAsync().ConfigureAwait(false);
            turn.Release();
        }
    }
}
