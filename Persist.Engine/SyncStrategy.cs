namespace Persist.Engine;

/// <summary>Who decides when two replicas changed the same item.</summary>
public enum SyncStrategy
{
    /// <summary>The latest write stands; the other is kept in the conflict log.</summary>
    LastWriteWins,

    /// <summary>The merge of <see cref="PersistStoreOptions.Merge"/>.</summary>
    Custom,
}
