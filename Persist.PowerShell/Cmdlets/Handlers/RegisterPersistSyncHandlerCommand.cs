using System.Management.Automation;
using Persist.Events;

namespace Persist.Cmdlets;

/// <summary>Runs a scriptblock in this session after each sync of a store that moved something.</summary>
[Cmdlet(VerbsLifecycle.Register, "PersistSyncHandler", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(PSEventJob))]
public sealed class RegisterPersistSyncHandlerCommand : RegisterHandlerCommand
{
    private protected override string EventName => Subscriptions.Sync;
}
