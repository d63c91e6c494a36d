using System.Management.Automation;
using Persist.Completion;
using Persist.Json;

namespace Persist.Cmdlets;

/// <summary>Adds members to a set, and makes it if there is none. A member survives a removal elsewhere that had not seen this.</summary>
[Cmdlet(VerbsCommon.Add, "PersistSetMember", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(PersistItem))]
public sealed class AddPersistSetMemberCommand : PartCommand<string>
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

    private protected override string Describe(int count) => $"Add {count} member(s)";

    private protected override void Change(string key, IReadOnlyList<string> parts) => Target.Engine.AddToSet(key, parts);
}
