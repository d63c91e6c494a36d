using System.Management.Automation;
using Persist.Events;

namespace Persist.Cmdlets;

/// <summary>Ends sync handlers of this session.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "PersistSyncHandler", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, DefaultParameterSetName = StoreSet)]
[OutputType(typeof(void))]
public sealed class UnregisterPersistSyncHandlerCommand : UnregisterHandlerCommand
{
    private protected override string EventName => Subscriptions.Sync;
}
