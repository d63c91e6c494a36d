using System.Management.Automation;

namespace Persist.Cmdlets;

/// <summary>Adds members to a set, and makes it if there is none. A member survives a removal elsewhere that had not seen this.</summary>
[Cmdlet(VerbsCommon.Add, "PersistSetMember", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(PersistItem))]
public sealed class AddPersistSetMemberCommand : SetMemberCommand
{
    private protected override string Describe(int count) => $"Add {count} member(s)";

    private protected override void Change(string key, IReadOnlyList<string> parts) => Target.Engine.AddToSet(key, parts);
}
