namespace Persist;

/// <summary>Whether a conflict is decided.</summary>
public enum PersistConflictState
{
    /// <summary>One version, or a merged one, stands.</summary>
    Resolved,

    /// <summary>The merge failed, or a person is to decide: both versions are kept.</summary>
    Open,
}
