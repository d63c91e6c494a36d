using Persist.Engine.Sync;

namespace Persist;

/// <summary>An item that a replica and its remote do not have in the same way.</summary>
public sealed class PersistItemDifference
{
    internal PersistItemDifference(ItemDifference difference) =>
        (Key, IsHere, IsThere) = (difference.Key, difference.IsHere, difference.IsThere);

    /// <summary>Its key.</summary>
    public string Key { get; }

    /// <summary>Whether the local file has it from the remote.</summary>
    public bool IsHere { get; }

    /// <summary>Whether the remote has it. When both have it, they have it with another content.</summary>
    public bool IsThere { get; }

    /// <summary>The key, and where it is.</summary>
    public override string ToString() => $"{Key} ({(IsHere && IsThere ? "differs" : IsHere ? "only here" : "only there")})";
}
