namespace Persist;

/// <summary>Whether a conflict is decided.</summary>
public enum PersistConflictState
{
    /// <summary>One version, or a merged one, stands.</summary>
    Resolved,

    /// <summary>The merge failed: both versions are kept, the local one is visible and waits.</summary>
    Open,
}
