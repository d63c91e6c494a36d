using System.Management.Automation;
using Persist.Engine.Sync;

namespace Persist.Cmdlets;

/// <summary>Waits until everything that was written before is at the remote.</summary>
[Cmdlet(VerbsLifecycle.Wait, "PersistSync")]
[OutputType(typeof(PersistSyncStatus))]
public sealed class WaitPersistSyncCommand : StoresCommand
{
    /// <summary>How long to wait at most, in seconds.</summary>
    [Parameter]
    [ValidateRange(0.0, 86400.0)]
    public double Timeout { get; set; } = 30;

    /// <summary>Passes the status on that ended the wait.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Process(PersistStore store)
    {
        WriteVerbose($"Waiting for up to {Timeout} s until everything of '{store.Name}' is synced with {store.Remote}.");
        if (store.Engine.GetStatus().State == SyncState.Paused)
        {
            WriteWarning($"The background sync of '{store.Name}' is suspended, and this waits for it: nothing is synced before Resume-PersistSync. Sync-PersistStore syncs now.");
        }

        var status = AwaitSync(store, progress => store.Engine.WaitForSyncAsync(TimeSpan.FromSeconds(Timeout), progress, StopToken));
        if (PassThru)
        {
            WriteObject(new PersistSyncStatus(store.Name, status, DateTimeOffset.UtcNow));
        }
    }
}
