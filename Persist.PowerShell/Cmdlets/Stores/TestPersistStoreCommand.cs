using System.Management.Automation;

namespace Persist.Cmdlets;

/// <summary>Tells whether the local file of a store is sound, and whether it has the same as its remote. Changes nothing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "PersistStore")]
[OutputType(typeof(PersistStoreTest))]
public sealed class TestPersistStoreCommand : StoresCommand
{
    /// <summary>Looks at the local file only.</summary>
    [Parameter]
    public SwitchParameter LocalOnly { get; set; }

    private protected override void Process(PersistStore store)
    {
        WriteVerbose($"Reading {store.Path}{(LocalOnly || store.Remote is null ? "" : $", and comparing it with {store.Remote}")}.");
        WriteObject(new PersistStoreTest(store.Name, Await(store.Engine.TestAsync(!LocalOnly, StopToken))));
    }
}
