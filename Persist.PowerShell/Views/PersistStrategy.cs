namespace Persist;

/// <summary>Who decides when two replicas changed the same item.</summary>
public enum PersistStrategy
{
    /// <summary>The latest write stands; the other is kept in the conflict log.</summary>
    LastWriteWins,

    /// <summary>The scriptblock given with <c>-Merge</c>.</summary>
    Custom,

    /// <summary>An object is a map that is merged field by field; of anything else the latest write stands.</summary>
    Crdt,

    /// <summary>Both versions are kept, and the remote's is shown, until Resolve-PersistConflict decides.</summary>
    Manual,
}
