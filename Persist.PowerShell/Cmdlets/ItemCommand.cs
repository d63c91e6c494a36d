using System.Management.Automation;
using Persist.Completion;

namespace Persist.Cmdlets;

/// <summary>A cmdlet that works on the items of one store.</summary>
public abstract class ItemCommand : PersistCommand
{
    private PersistStore? _store;

    /// <summary>The store, by name or as an object. May be left out when exactly one is open.</summary>
    // Not from the pipeline: data may well have a column named Store.
    [Parameter]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public StoreReference? Store { get; set; }

    private protected PersistStore Target => _store!;

    /// <inheritdoc/>
    protected override void BeginProcessing() => _store = ResolveStore(Store);
}
