namespace Persist.Engine.Sync;

/// <summary>Where a store stands towards its remote.</summary>
public enum SyncState
{
    /// <summary>Nothing waits, and the last sync succeeded.</summary>
    Synced,

    /// <summary>A sync is under way, and something is still to be moved, or it is the first.</summary>
    Syncing,

    /// <summary>Changes wait for the next sync.</summary>
    Pending,

    /// <summary>The last attempt did not reach the remote; the next one is scheduled.</summary>
    Offline,

    /// <summary>Background sync is suspended.</summary>
    Paused,

    /// <summary>Sync has stopped until a person acts; <see cref="SyncStatus.LastError"/> says why.</summary>
    Faulted,

    /// <summary>The store has no remote.</summary>
    Local,
}
