using System.Management.Automation;

namespace Persist.Cmdlets;

/// <summary>Syncs now, and waits for the end of it. An unreachable remote is an error here, and only here.</summary>
[Cmdlet(VerbsData.Sync, "PersistStore", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(PersistSyncResult))]
public sealed class SyncPersistStoreCommand : StoresCommand
{
    /// <summary>How long each store's sync may take, in seconds; without it, until it has ended.</summary>
    [Parameter]
    [ValidateRange(0.001, 86400.0)]
    public double? Timeout { get; set; }

    private protected override void Process(PersistStore store)
    {
        if (ShouldProcess(store.Name, "Sync"))
        {
            var limit = Timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : System.Threading.Timeout.InfiniteTimeSpan;
            var result = AwaitSync(store, progress => store.Engine.SyncAsync(limit, progress, StopToken));
            if (result is { Pushed: 0, Pulled: 0, Conflicts: 0 })
            {
                // The log has it as a detail, for the background would say it every few seconds.
                WriteVerbose($"Synced '{store.Name}' with {store.Remote}: nothing to send, and nothing new.");
            }

            WriteObject(new PersistSyncResult(store.Name, result));
        }
    }
}
