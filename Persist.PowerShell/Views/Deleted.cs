namespace Persist;

/// <summary>What a merge returns to delete the item: <c>[Persist.Deleted]::Value</c>. (The JSON null is <c>[DBNull]::Value</c>.)</summary>
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
