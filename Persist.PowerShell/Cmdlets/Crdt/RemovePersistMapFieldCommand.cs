using System.Management.Automation;
using Persist.Completion;

namespace Persist.Cmdlets;

/// <summary>Removes fields of a map as they are here; one that is written elsewhere at the same time stays. What is no field is left out.</summary>
[Cmdlet(VerbsCommon.Remove, "PersistMapField", SupportsShouldProcess = true)]
[OutputType(typeof(PersistItem))]
public sealed class RemovePersistMapFieldCommand : PartCommand<string>
{
    /// <summary>The map's key, taken literally.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(KeyCompleter))]
    [ValidateNotNullOrEmpty]
    public string Key { get; set; } = "";

    /// <summary>The fields' names, taken literally; case-sensitive.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(FieldCompleter))]
    [AllowEmptyString]
    public string[] Field { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var field in Field)
        {
            Add(Key, field);
        }
    }

    private protected override string Describe(int count) => $"Remove {count} field(s)";

    private protected override void Change(string key, IReadOnlyList<string> parts)
    {
        CheckExists(key);
        Target.Engine.RemoveFields(key, parts);
    }
}
