namespace Persist;

/// <summary>Where a store stands towards its remote.</summary>
public enum PersistSyncState
{
    /// <summary>Nothing waits, and the last sync succeeded.</summary>
    Synced,

    /// <summary>A sync is under way.</summary>
    Syncing,

    /// <summary>Changes wait for the next sync.</summary>
    Pending,

    /// <summary>The last attempt did not reach the remote; the next one is scheduled.</summary>
    Offline,

    /// <summary>Background sync is suspended.</summary>
    Paused,

    /// <summary>Sync has stopped until a person acts; the last error says why.</summary>
    Faulted,

    /// <summary>The store has no remote.</summary>
    Local,
}
