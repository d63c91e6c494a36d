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
        var isCompared = !LocalOnly && store.Remote is not null;
        WriteVerbose($"Reading {store.Path}{(isCompared ? $", and comparing it with {store.Remote}" : "")}.");
        var step = isCompared ? "Reading and comparing" : "Reading the file";
        var test = AwaitFile(store, $"Testing {store.Name}", step, () => store.Engine.TestAsync(!LocalOnly, StopToken));
        WriteObject(new PersistStoreTest(store.Name, test));
    }
}
