using System.Management.Automation;

namespace Persist.Cmdlets;

/// <summary>Tells where stores stand towards their remotes.</summary>
[Cmdlet(VerbsCommon.Get, "PersistSyncStatus")]
[OutputType(typeof(PersistSyncStatus))]
public sealed class GetPersistSyncStatusCommand : StoresCommand
{
    private protected override void Process(PersistStore store) =>
        WriteObject(new PersistSyncStatus(store.Name, store.Engine.GetStatus(), DateTimeOffset.UtcNow));
}
