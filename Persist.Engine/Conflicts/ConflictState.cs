namespace Persist.Engine.Conflicts;

/// <summary>Whether a conflict is decided.</summary>
public enum ConflictState
{
    /// <summary>One version, or a merged one, stands.</summary>
    Resolved,

    /// <summary>The merge failed, or a person is to decide: both versions are kept. The store shows the local one, or with <see cref="SyncStrategy.Manual"/> the remote's.</summary>
    Open,
}
