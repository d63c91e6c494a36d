using System.Management.Automation;
using Persist.Completion;
using Persist.Json;

namespace Persist.Cmdlets;

/// <summary>Removes members from a set as they are here; one that is added elsewhere at the same time stays. What is no member is left out.</summary>
[Cmdlet(VerbsCommon.Remove, "PersistSetMember", SupportsShouldProcess = true)]
[OutputType(typeof(PersistItem))]
public sealed class RemovePersistSetMemberCommand : PartCommand<string>
{
    /// <summary>The set's key, taken literally.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(KeyCompleter))]
    [ValidateNotNullOrEmpty]
    public string Key { get; set; } = "";

    /// <summary>Values of any kind; equal ones are one member. Each element of an array is a member.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object?[]? Member { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var member in Member ?? [null])
        {
            ForOne(Key, () => Add(Key, JsonWriting.Write(Key, member)));
        }
    }

    private protected override string Describe(int count) => $"Remove {count} member(s)";

    private protected override void Change(string key, IReadOnlyList<string> parts)
    {
        CheckExists(key);
        Target.Engine.RemoveFromSet(key, parts);
    }
}
