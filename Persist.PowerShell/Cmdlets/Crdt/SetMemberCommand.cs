using System.Management.Automation;
using Persist.Completion;
using Persist.Engine.Errors;
using Persist.Json;

namespace Persist.Cmdlets;

/// <summary>What the cmdlets for members of sets share: the set's key, and the members.</summary>
public abstract class SetMemberCommand : PartCommand<string>
{
    private bool _isKeyGiven;

    /// <summary>The set's key, taken literally.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(KeyCompleter))]
    [ValidateNotNullOrEmpty]
    public string Key { get; set; } = "";

    /// <summary>Values of any kind; equal ones are one member. Each element of an array is a member. Without -Key, objects with Key and Member.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(MemberCompleter))]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object?[]? Member { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _isKeyGiven = MyInvocation.BoundParameters.ContainsKey(nameof(Key));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForOne(Key, () =>
    {
        foreach (var member in _isKeyGiven ? Member ?? [null] : Brought())
        {
            ForOne(Key, () => Add(Key, JsonWriting.Write(Key, member)));
        }
    });

    // The object that brought the key, and with it the members.
    private object?[] Brought()
    {
        var found = Member is [PSObject one] ? one.Properties[nameof(Member)] : null;
        return found is null
            ? throw PersistErrors.InvalidPart.With(Key, Member?.FirstOrDefault() ?? "", "no -Key was given, and it has no property Member")
            : LanguagePrimitives.ConvertTo<object?[]>(found.Value) ?? [null];
    }
}
