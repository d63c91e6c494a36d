using Persist.Engine.Items;
using Persist.Json;

namespace Persist;

/// <summary>One side of a conflict: what a merge and a conflict handler see.</summary>
public class PersistVersion
{
    /// <summary>How a version that deletes the item is shown.</summary>
    internal const string Deletion = "(deleted)";

    internal PersistVersion(ItemVersion version)
    {
        Stored = new StoredValue(version.Key, version.Json);
        Key = version.Key;
        Timestamp = version.Timestamp.ToLocalTime();
        Replica = version.Replica;
        IsDeleted = version.IsDeleted;
    }

    /// <summary>The item's key.</summary>
    public string Key { get; }

    /// <summary>The value; null when this version deletes the item.</summary>
    public object? Value => Stored.Value;

    /// <summary>When it was written, in local time.</summary>
    public DateTimeOffset Timestamp { get; }

    /// <summary>The id of the replica that wrote it.</summary>
    public string Replica { get; }

    /// <summary>True when this version deletes the item.</summary>
    public bool IsDeleted { get; }

    internal StoredValue Stored { get; }

    internal static PersistVersion? Of(ItemVersion? version) => version is null ? null : new PersistVersion(version);

    /// <summary>The value's JSON text, or <c>(deleted)</c>.</summary>
    public override string ToString() => Stored.Json ?? Deletion;
}
