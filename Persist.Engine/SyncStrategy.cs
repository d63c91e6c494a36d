namespace Persist.Engine;

/// <summary>Who decides when two replicas changed the same item.</summary>
public enum SyncStrategy
{
    /// <summary>The latest write stands; the other is kept in the conflict log.</summary>
    LastWriteWins,

    /// <summary>The merge of <see cref="PersistStoreOptions.Merge"/>.</summary>
    Custom,

    /// <summary>An object is a map that is merged field by field; of anything else the latest write stands.</summary>
    Crdt,

    /// <summary>Both versions are kept, and the remote's is shown, until a person decides.</summary>
    Manual,
}
