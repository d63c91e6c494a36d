namespace Persist;

/// <summary>Who decides when two replicas changed the same item.</summary>
public enum PersistStrategy
{
    /// <summary>The latest write stands; the other is kept in the conflict log.</summary>
    LastWriteWins,

    /// <summary>The scriptblock given with <c>-Merge</c>.</summary>
    Custom,
}
