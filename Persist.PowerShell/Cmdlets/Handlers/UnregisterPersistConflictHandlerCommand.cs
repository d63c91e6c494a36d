using System.Management.Automation;
using Persist.Events;

namespace Persist.Cmdlets;

/// <summary>Ends conflict handlers of this session.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "PersistConflictHandler", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, DefaultParameterSetName = StoreSet)]
[OutputType(typeof(void))]
public sealed class UnregisterPersistConflictHandlerCommand : UnregisterHandlerCommand
{
    private protected override string EventName => Subscriptions.Conflict;
}
