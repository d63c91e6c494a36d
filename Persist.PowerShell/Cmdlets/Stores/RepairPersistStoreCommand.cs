using System.Management.Automation;
using Persist.Engine;
using Persist.Engine.Sync;

namespace Persist.Cmdlets;

/// <summary>
/// Goes on with a remote that was restored from a backup, or that another one has taken the place of: says whose versions stand
/// where the remote has lost something. What waits in the queue is kept.
/// </summary>
[Cmdlet(VerbsDiagnostic.Repair, "PersistStore", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(PersistRecovery))]
public sealed class RepairPersistStoreCommand : StoresCommand
{
    /// <summary>Whose versions stand: this replica's (Local) or the remote's (Remote).</summary>
    [Parameter(Mandatory = true)]
    public PersistSide Keep { get; set; }

    /// <summary>Does not ask, unless -Confirm says so.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Process(PersistStore store)
    {
        if (!Asks(Force) || IsWanted(store))
        {
            var recovery = AwaitRemote(
                store, $"Repairing {store.Name} with {ViewText.Remote(store.Remote)}", progress => store.Engine.RepairAsync(SameName.To<RepairKeep>(Keep), progress, StopToken));
            WriteObject(PersistRecovery.Of(store.Name, recovery));
        }
    }

    private bool IsWanted(PersistStore store)
    {
        WriteVerbose($"{store.Name}: fetching what the remote has, to say what the repair is about.");
        var what = Describe(AwaitRemote(
            store, $"Looking what a repair of {store.Name} is about", progress => store.Engine.RehearseRepairAsync(SameName.To<RepairKeep>(Keep), progress, StopToken)));
        return ShouldProcess($"{store.Name}: {what}", $"{store.Name}: {what} Go on?", "Repair");
    }

    private string Describe(Recovery planned) => (Keep == PersistSide.Local
        ? $"{planned.Changed:N0} part(s) of items that the remote has lost are sent there again, and replace what came there since it was restored. "
        : $"{planned.Changed:N0} part(s) of items that the remote has lost are given up here too, and kept in the conflict log. ")
        + $"{planned.Kept:N0} waiting change(s) are kept and sent.";
}
