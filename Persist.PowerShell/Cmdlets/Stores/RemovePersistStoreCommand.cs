using System.Management.Automation;
using Persist.Completion;
using Persist.Engine.Errors;
using Persist.Events;
using Persist.Stores;

namespace Persist.Cmdlets;

/// <summary>Closes a store and deletes its local file. The remote and the other replicas keep everything they have.</summary>
[Cmdlet(VerbsCommon.Remove, "PersistStore", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = StoreSet)]
[OutputType(typeof(void))]
public sealed class RemovePersistStoreCommand : PersistCommand
{
    private const string StoreSet = "Store";
    private const string PathSet = "Path";

    /// <summary>Open stores, by name or as objects.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = StoreSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StoreCompleter))]
    [ValidateNotNullOrEmpty]
    public StoreReference[] Store { get; set; } = [];

    /// <summary>The files of stores that may be closed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Does not ask, unless -Confirm says so, and deletes also changes that no remote has.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == StoreSet)
        {
            foreach (var reference in Store)
            {
                ForOne(reference.Name, () => Remove(StoreRegistry.Resolve(reference)));
            }

            return;
        }

        foreach (var path in Path)
        {
            ForOne(path, () => RemoveFile(StorePath.Full(this, path)));
        }
    }

    private void RemoveFile(string path)
    {
        if (StoreRegistry.AtPath(path) is { } open)
        {
            Remove(open);
        }
        else if (!File.Exists(path))
        {
            // Before ShouldProcess: -WhatIf promises nothing that cannot be done.
            throw PersistErrors.StoreFileNotFound.With(path);
        }
        else if (IsWanted(path))
        {
            Delete(path);
        }
    }

    private void Delete(string path) => AwaitLocal(() => EngineStore.Delete(path, Force));

    private bool IsWanted(string path) => !Asks(Force) || ShouldProcess(path, "Delete store file");

    private void Remove(PersistStore store)
    {
        if (!IsWanted(store.Path))
        {
            return;
        }

        // Asked before closing: a refusal leaves the store open and working.
        var status = store.Engine.GetStatus();
        var onlyHere = status.Pending + status.DeadLetters;
        if (!Force && onlyHere > 0)
        {
            throw PersistErrors.PendingChanges.With(store.Name, onlyHere);
        }

        AwaitLocal(() => StoreRegistry.Close(store));
        Subscriptions.RemoveAll(this, store);
        Delete(store.Path);
    }
}
