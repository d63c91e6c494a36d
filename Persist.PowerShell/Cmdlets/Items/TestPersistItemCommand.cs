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
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public PSObject?[]? Key { get; set; } = GivenKey.None;

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachKey(Key, key =>
    {
        var exists = Target.Engine.Contains(key.Text);
        if (!exists && !key.IsLiteral && key.Text.AsSpan().ContainsAny('*', '?'))
        {
            WriteWarning($"There is no item '{key.Text}': keys are taken literally here. Get-PersistItem takes wildcards.");
        }

        WriteObject(exists);
    });
}
