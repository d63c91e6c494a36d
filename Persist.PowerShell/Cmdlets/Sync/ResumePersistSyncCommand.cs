using System.Management.Automation;

namespace Persist.Cmdlets;

/// <summary>Starts the background sync of stores again, with an attempt at once.</summary>
[Cmdlet(VerbsLifecycle.Resume, "PersistSync", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(PersistStore))]
public sealed class ResumePersistSyncCommand : StoresCommand
{
    /// <summary>Passes each store on.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Process(PersistStore store)
    {
        if (ShouldProcess(store.Name, "Resume background sync"))
        {
            store.Engine.Resume();
            if (PassThru)
            {
                WriteObject(store);
            }
        }
    }
}
