using System.Collections.Concurrent;
using Persist.Engine.Transfer;

namespace Persist.Cmdlets;

/// <summary>
/// A cmdlet that moves a store into a file or back. The engine works on a thread of its own; progress, errors and the merges
/// of this session (-MergeInSession) are this thread's. Ctrl+C ends it at once, and the engine after the batch under way.
/// </summary>
public abstract class TransferCommand : PersistCommand
{
    /// <summary>Waits for the end of the work, and tells meanwhile how far it is.</summary>
    /// <param name="store">The store; null when none is open.</param>
    /// <param name="activity">What is done, for a person.</param>
    /// <param name="begin">Begins it.</param>
    /// <param name="onFailure">What to do with a line that failed.</param>
    private protected T Follow<T>(
        PersistStore? store, string activity, Func<IProgress<TransferProgress>, IProgress<ImportFailure>, Task<T>> begin, Action<ImportFailure>? onFailure = null)
    {
        var progress = new TransferProgressBar(this, activity);
        var failures = new Failures();
        try
        {
            return AwaitHere(store, () => begin(progress, failures), () => Report(progress, failures, onFailure));
        }
        finally
        {
            if (!StopToken.IsCancellationRequested)
            {
                Report(progress, failures, onFailure);
                progress.Complete();
            }
        }
    }

    private void Report(TransferProgressBar progress, Failures failures, Action<ImportFailure>? onFailure)
    {
        WriteLog();
        progress.Show();
        while (failures.TryDequeue(out var failure))
        {
            onFailure?.Invoke(failure);
        }
    }

    private sealed class Failures : ConcurrentQueue<ImportFailure>, IProgress<ImportFailure>
    {
        public void Report(ImportFailure value) => Enqueue(value);
    }
}
