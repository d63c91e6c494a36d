using System.Management.Automation;

namespace Persist.Cmdlets;

/// <summary>Stops the background sync of stores; writes go on and wait in the queue.</summary>
[Cmdlet(VerbsLifecycle.Suspend, "PersistSync", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(PersistStore))]
public sealed class SuspendPersistSyncCommand : StoresCommand
{
    /// <summary>Passes each store on.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Process(PersistStore store)
    {
        if (ShouldProcess(store.Name, "Suspend background sync"))
        {
            store.Engine.Suspend();
            if (PassThru)
            {
                WriteObject(store);
            }
        }
    }
}
