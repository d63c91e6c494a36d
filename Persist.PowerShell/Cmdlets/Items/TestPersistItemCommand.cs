using System.Management.Automation;
using Persist.Completion;

namespace Persist.Cmdlets;

/// <summary>Tells whether items exist: one truth value for each key.</summary>
[Cmdlet(VerbsDiagnostic.Test, "PersistItem")]
[OutputType(typeof(bool))]
public sealed class TestPersistItemCommand : ItemCommand
{
    /// <summary>The keys, taken literally.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(KeyCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Key { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var key in Key)
        {
            ForOne(key, () => WriteObject(Target.Engine.Contains(key)));
        }
    }
}
