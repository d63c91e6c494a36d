using System.Management.Automation;

namespace Persist.Cmdlets;

/// <summary>Makes changes that the remote refused again, as new ones; they leave the list of refused ones.</summary>
[Cmdlet(VerbsLifecycle.Restart, "PersistOperation", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class RestartPersistOperationCommand : OperationsCommand
{
    private protected override string Action => "Queue refused change again";

    private protected override bool Do(PersistStore store, string id) => store.Engine.RetryDeadLetter(id);
}
