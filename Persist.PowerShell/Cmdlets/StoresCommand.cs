using System.Management.Automation;
using Persist.Completion;
using Persist.Engine.Sync;
using Persist.Stores;

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
        if (Store is null)
        {
            NotGiven().ToList().ForEach(ProcessOne);
            return;
        }

        foreach (var reference in Store)
        {
            ForOne(reference.Name, () => ProcessOne(StoreRegistry.Resolve(reference)));
        }
    }

    /// <summary>The stores that are meant when none is given.</summary>
    private protected virtual IReadOnlyList<PersistStore> NotGiven() => [ResolveStore(null)];

    private protected abstract void Process(PersistStore store);

    /// <summary>
    /// Waits for a sync and shows how far it is; merges that belong into this session (-MergeInSession) run meanwhile, on
    /// this thread.
    /// </summary>
    private protected T AwaitSync<T>(PersistStore store, Func<IProgress<SyncProgress>, Task<T>> sync)
    {
        store.MergesHere?.RunMissed(store.Engine, WriteWarning);
        return AwaitRemote(store, $"Syncing {store.Name} with {ViewText.Remote(store.Remote)}", sync);
    }

    /// <summary>Waits for work with the remote, and shows how far it is.</summary>
    /// <param name="store">The store.</param>
    /// <param name="activity">What is done, for a person.</param>
    /// <param name="work">Begins it.</param>
    private protected T AwaitRemote<T>(PersistStore store, string activity, Func<IProgress<SyncProgress>, Task<T>> work)
    {
        var progress = new SyncProgressBar(this, activity);
        return AwaitShown(store, () => work(progress), progress.Show, progress.Complete);
    }

    /// <summary>Waits for work of which nobody can tell how far it is, and shows for how long.</summary>
    /// <param name="store">The store.</param>
    /// <param name="activity">What is done, for a person.</param>
    /// <param name="step">What takes so long.</param>
    /// <param name="work">Begins it.</param>
    private protected T AwaitFile<T>(PersistStore store, string activity, string step, Func<Task<T>> work)
    {
        var bar = new ProgressBar(this, activity);
        return AwaitShown(store, work, () => bar.Show(step), bar.Complete);
    }

    private T AwaitShown<T>(PersistStore store, Func<Task<T>> work, Action show, Action complete)
    {
        try
        {
            return AwaitHere(store, work, () =>
            {
                WriteLog();
                show();
            });
        }
        finally
        {
            complete();
        }
    }

    private void ProcessOne(PersistStore store) => ForOne(store.Name, () => Listen(() =>
    {
        Process(store);
        return true;
    }));
}
