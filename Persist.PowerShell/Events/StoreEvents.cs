using Persist.Engine.Conflicts;
using Persist.Engine.Sync;

namespace Persist;

/// <summary>
/// The source of a store's events in PowerShell; <c>Register-PersistConflictHandler</c> and
/// <c>Register-PersistSyncHandler</c> subscribe to it. Raised on threads of the engine: PowerShell's event manager only
/// takes the event into its queue there, and runs the action in the session that subscribed. An
/// action finds this object in <c>$Event.Sender</c>, and <c>-Store</c> takes it for the store.
/// </summary>
public sealed class StoreEvents
{
    internal StoreEvents(PersistStore store) => Store = store;

    /// <summary>A conflict was settled, or could not be.</summary>
    public event EventHandler<PersistConflictEventArgs>? Conflict;

    /// <summary>A sync that moved something has ended.</summary>
    public event EventHandler<PersistSyncEventArgs>? Sync;

    internal PersistStore Store { get; }

    internal void Raise(ConflictRecord record)
    {
        if (Conflict is { } handlers)
        {
            handlers(this, new PersistConflictEventArgs(Store, record));
        }
    }

    internal void Raise(SyncResult result)
    {
        if (Sync is { } handlers)
        {
            handlers(this, new PersistSyncEventArgs(Store.Name, result));
        }
    }

    /// <summary>Ends the delivery to every session, also to those that never unsubscribed.</summary>
    internal void Clear()
    {
        Conflict = null;
        Sync = null;
    }
}
