using System.Management.Automation;
using Persist.Events;
using Persist.Stores;

namespace Persist.Cmdlets;

/// <summary>Closes stores for the whole process. Changes that wait for the remote stay in the file and go on when it is opened again.</summary>
[Cmdlet(VerbsCommon.Close, "PersistStore", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(void))]
public sealed class ClosePersistStoreCommand : StoresCommand
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // What is closed already is as it should be.
        var open = Store?.Where(reference => reference.Object is not { IsOpen: false }).ToArray();
        if (open is not { Length: 0 })
        {
            Store = open;
            base.ProcessRecord();
        }
    }

    private protected override void Process(PersistStore store)
    {
        if (ShouldProcess(store.Path, "Close store"))
        {
            AwaitLocal(() => StoreRegistry.Close(store));
            Subscriptions.RemoveAll(this, store);
        }
    }
}
