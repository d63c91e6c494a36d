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
}
