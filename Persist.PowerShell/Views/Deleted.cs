namespace Persist;

/// <summary>What a merge returns to delete the item: <c>[Persist.Deleted]::Value</c>. (<c>$null</c> is the JSON null.)</summary>
public sealed class Deleted
{
    private Deleted()
    {
    }

    /// <summary>The one instance.</summary>
    public static Deleted Value { get; } = new();

    /// <inheritdoc/>
    public override string ToString() => "(deleted)";
}
