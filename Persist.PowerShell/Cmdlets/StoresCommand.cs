using System.Management.Automation;
using Persist.Completion;

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
            ForOne(store.Name, () => Process(store));
        }
    }

    private protected abstract void Process(PersistStore store);

    /// <summary>Waits for a sync; merges that belong into this session (-MergeInSession) run meanwhile, on this thread.</summary>
    private protected T AwaitSync<T>(PersistStore store, Func<Task<T>> sync)
    {
        if (store.MergesHere is not { } merges)
        {
            return Await(sync());
        }

        merges.RunMissed(store.Engine, WriteWarning);
        var running = sync();
        try
        {
            merges.RunUntil(running, StopToken);
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }

        return Await(running);
    }
}
