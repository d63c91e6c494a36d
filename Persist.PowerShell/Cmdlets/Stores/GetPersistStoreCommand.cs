using System.Management.Automation;
using Persist.Completion;
using Persist.Engine.Errors;
using Persist.Stores;

namespace Persist.Cmdlets;

/// <summary>Lists the open stores of this process.</summary>
[Cmdlet(VerbsCommon.Get, "PersistStore")]
[OutputType(typeof(PersistStore))]
public sealed class GetPersistStoreCommand : PersistCommand
{
    /// <summary>Names, with wildcards. All open stores when left out.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StoreCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var name in Name ?? ["*"])
        {
            ForOne(name, () => WriteMatches(name));
        }
    }

    private void WriteMatches(string name)
    {
        var pattern = Wildcard.Read(name, WildcardOptions.IgnoreCase);
        var matches = StoreRegistry.All.Where(store => pattern.IsMatch(store.Name)).ToList();
        if (matches.Count == 0 && !Wildcard.IsIn(name))
        {
            throw PersistErrors.StoreNotFound.With(name);
        }

        matches.ForEach(WriteObject);
    }
}
