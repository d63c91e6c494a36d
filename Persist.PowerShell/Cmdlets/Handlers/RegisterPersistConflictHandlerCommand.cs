using System.Management.Automation;
using Persist.Events;

namespace Persist.Cmdlets;

/// <summary>Runs a scriptblock in this session for each conflict of a store, settled or left open.</summary>
[Cmdlet(VerbsLifecycle.Register, "PersistConflictHandler", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(PSEventJob))]
public sealed class RegisterPersistConflictHandlerCommand : RegisterHandlerCommand
{
    private protected override string EventName => Subscriptions.Conflict;
}
