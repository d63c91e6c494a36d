using System.Management.Automation;
using Persist.Stores;

namespace Persist.Cmdlets;

/// <summary>Tells where stores stand towards their remotes.</summary>
[Cmdlet(VerbsCommon.Get, "PersistSyncStatus")]
[OutputType(typeof(PersistSyncStatus))]
public sealed class GetPersistSyncStatusCommand : StoresCommand
{
    // A look changes nothing, so it may be at all of them.
    private protected override IReadOnlyList<PersistStore> NotGiven() => StoreRegistry.All is { Count: > 0 } all ? all : base.NotGiven();

    private protected override void Process(PersistStore store) =>
        WriteObject(new PersistSyncStatus(store.Name, store.Engine.GetStatus(), DateTimeOffset.UtcNow));
}
