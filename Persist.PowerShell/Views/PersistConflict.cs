using Persist.Engine.Conflicts;

namespace Persist;

/// <summary>One entry of the conflict log.</summary>
public sealed class PersistConflict
{
    internal PersistConflict(PersistStore store, ConflictRecord record)
    {
        Owner = store;
        Store = store.Name;
        Id = record.Id;
        Key = record.Key;
        Field = record.Field;
        DetectedAt = record.DetectedAt.ToLocalTime();
        Strategy = SameName.To<PersistStrategy>(record.Strategy);
        State = SameName.To<PersistConflictState>(record.State);
        Local = new PersistVersion(record.Local);
        Remote = new PersistVersion(record.Remote);
        Resolved = PersistVersion.Of(record.Resolved);
        Reason = record.Reason;
    }

    /// <summary>The store's name.</summary>
    public string Store { get; }

    /// <summary>The conflict's id: the same on every replica and at every retry.</summary>
    public string Id { get; }

    /// <summary>The item's key.</summary>
    public string Key { get; }

    /// <summary>The field, where the item is a map; else null.</summary>
    public string? Field { get; }

    /// <summary>When this replica learned of it, in local time.</summary>
    public DateTimeOffset DetectedAt { get; }

    /// <summary>What decided it.</summary>
    public PersistStrategy Strategy { get; }

    /// <summary>Whether it is decided.</summary>
    public PersistConflictState State { get; }

    /// <summary>This replica's version; on a replica that took no part, the version that won.</summary>
    public PersistVersion Local { get; }

    /// <summary>The other version.</summary>
    public PersistVersion Remote { get; }

    /// <summary>What stands; null while the conflict is open.</summary>
    public PersistVersion? Resolved { get; }

    /// <summary>Why it is open: the merge's error; or how it was decided, where neither the strategy nor a person did that. Else null.</summary>
    public string? Reason { get; }

    internal PersistStore Owner { get; }
}
