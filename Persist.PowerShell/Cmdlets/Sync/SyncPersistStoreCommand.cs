using System.Management.Automation;

namespace Persist.Cmdlets;

/// <summary>Syncs now, and waits for the end of it. An unreachable remote is an error here, and only here.</summary>
[Cmdlet(VerbsData.Sync, "PersistStore", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(PersistSyncResult))]
public sealed class SyncPersistStoreCommand : StoresCommand
{
    private protected override void Process(PersistStore store)
    {
        if (ShouldProcess(store.Name, "Sync"))
        {
            WriteObject(new PersistSyncResult(store.Name, AwaitSync(store, progress => store.Engine.SyncAsync(progress, StopToken))));
        }
    }
}
