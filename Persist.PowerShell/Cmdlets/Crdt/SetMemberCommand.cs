using System.Management.Automation;
using Persist.Completion;
using Persist.Json;

namespace Persist.Cmdlets;

/// <summary>What the cmdlets for members of sets share: the set's key, and the members.</summary>
public abstract class SetMemberCommand : PartCommand<string>
{
    /// <summary>The set's key, taken literally.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(KeyCompleter))]
    [ValidateNotNullOrEmpty]
    public string Key { get; set; } = "";

    /// <summary>Values of any kind; equal ones are one member. Each element of an array is a member.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(MemberCompleter))]
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
}
