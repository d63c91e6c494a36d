using System.Management.Automation;
using Persist.Completion;
using Persist.Engine.Errors;

namespace Persist.Cmdlets;

/// <summary>A cmdlet that does the same with each refused change it is given.</summary>
public abstract class OperationsCommand : PersistCommand
{
    /// <summary>What Get-PersistQueue -DeadLetter returned, or ids.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(RefusedChangeCompleter))]
    [ValidateNotNullOrEmpty]
    public OperationReference[] Id { get; set; } = [];

    /// <summary>The store that ids are of, by name or as an object. May be left out when exactly one is open.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(StoreCompleter))]
    [ValidateNotNull]
    public StoreReference? Store { get; set; }

    private protected abstract string Action { get; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var reference in Id)
        {
            var store = OwnerOf(reference.Object?.Owner, Store ?? reference.Store);
            ForOne(reference.Id, () => Process(store, reference));
        }
    }

    /// <summary>The transaction; called on another thread. False when there is no such change.</summary>
    private protected abstract bool Do(PersistStore store, string id);

    private void Process(PersistStore store, OperationReference reference)
    {
        var operation = reference.Object is { } known ? $"{known.Operation} {known.Key} {known.Detail}".TrimEnd() : reference.Id;
        if (ShouldProcess($"{operation} in {store.Name}", Action) && !AwaitLocal(() => Do(store, reference.Id)))
        {
            throw PersistErrors.OperationNotFound.With(reference.Id, store.Name);
        }
    }
}
