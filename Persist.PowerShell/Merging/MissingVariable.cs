using System.Management.Automation;

namespace Persist.Merging;

/// <summary>
/// Stands in a merge's runspace for a variable that only the session has. Reading it fails the merge, so that both versions
/// are kept: $null in its place would go into the merged value.
/// </summary>
internal sealed class MissingVariable(string name) : PSVariable(name)
{
    /// <summary>Fails.</summary>
    public override object? Value
    {
        get => throw new RuntimeException(
            $"${Name} has no value here, apart from the session. Pass it in with $using:{Name}, -Variable or a closure");
        set => base.Value = value;
    }
}
