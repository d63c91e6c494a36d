using System.Management.Automation;

namespace Persist.Cmdlets;

/// <summary>Removes members from a set as they are here; one that is added elsewhere at the same time stays. What is no member is left out.</summary>
[Cmdlet(VerbsCommon.Remove, "PersistSetMember", SupportsShouldProcess = true)]
[OutputType(typeof(PersistItem))]
public sealed class RemovePersistSetMemberCommand : SetMemberCommand
{
    private protected override string Describe(int count) => $"Remove {count} member(s)";

    private protected override void Change(string key, IReadOnlyList<string> parts)
    {
        CheckExists(key);
        Target.Engine.RemoveFromSet(key, parts);
    }
}
