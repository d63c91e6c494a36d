using Persist.Engine.Conflicts;

namespace Persist;

/// <summary>What a conflict handler finds in <c>$Event.SourceEventArgs</c>.</summary>
public sealed class PersistConflictEventArgs : EventArgs
{
    internal PersistConflictEventArgs(PersistStore store, ConflictRecord record) => Conflict = new PersistConflict(store, record);

    /// <summary>The entry of the conflict log.</summary>
    public PersistConflict Conflict { get; }

    /// <summary>The store's name.</summary>
    public string Store => Conflict.Store;

    /// <summary>The conflict's id; an event that is delivered twice carries the same one.</summary>
    public string Id => Conflict.Id;

    /// <summary>The item's key.</summary>
    public string Key => Conflict.Key;

    /// <summary>The field, where the item is a map; else null.</summary>
    public string? Field => Conflict.Field;

    /// <summary>What decided it.</summary>
    public PersistStrategy Strategy => Conflict.Strategy;

    /// <summary>Whether it is decided.</summary>
    public PersistConflictState State => Conflict.State;

    /// <summary>This replica's version.</summary>
    public PersistVersion Local => Conflict.Local;

    /// <summary>The other version.</summary>
    public PersistVersion Remote => Conflict.Remote;

    /// <summary>What stands; null while the conflict is open.</summary>
    public PersistVersion? Resolved => Conflict.Resolved;

    /// <summary>Why it is open: the merge's error; or how it was decided, where neither the strategy nor a person did that. Else null.</summary>
    public string? Reason => Conflict.Reason;
}
