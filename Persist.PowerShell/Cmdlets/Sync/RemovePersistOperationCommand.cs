using System.Management.Automation;

namespace Persist.Cmdlets;

/// <summary>Forgets changes that the remote refused. What they were to do is lost.</summary>
[Cmdlet(VerbsCommon.Remove, "PersistOperation", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class RemovePersistOperationCommand : OperationsCommand
{
    private protected override string Action => "Discard refused change";

    private protected override bool Do(PersistStore store, string id) => store.Engine.RemoveDeadLetter(id);
}
