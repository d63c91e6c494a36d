using System.Management.Automation;
using Persist.Completion;
using Persist.Engine.Sync;

namespace Persist.Cmdlets;

/// <summary>A cmdlet that does the same with each store it is given.</summary>
public abstract class StoresCommand : PersistCommand
{
    /// <summary>The stores, by name or as objects. May be left out when exactly one is open.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StoreCompleter))]
    [ValidateNotNullOrEmpty]
    public StoreReference[]? Store { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var reference in Store ?? [null!])
        {
            var store = ResolveStore(reference);
            ForOne(store.Name, () => Listen(() => Done(store)));
        }
    }

    private protected abstract void Process(PersistStore store);

    /// <summary>
    /// Waits for a sync and shows how far it is; merges that belong into this session (-MergeInSession) run meanwhile, on
    /// this thread.
    /// </summary>
    private protected T AwaitSync<T>(PersistStore store, Func<IProgress<SyncProgress>, Task<T>> sync)
    {
        var progress = new SyncProgressBar(this, store);
        try
        {
            store.MergesHere?.RunMissed(store.Engine, WriteWarning);
            return AwaitHere(store, () => sync(progress), () => Report(progress));
        }
        finally
        {
            progress.Complete();
        }
    }

    private void Report(SyncProgressBar progress)
    {
        WriteLog();
        progress.Show();
    }

    private bool Done(PersistStore store)
    {
        Process(store);
        return true;
    }
}
