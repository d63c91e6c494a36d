using Persist.Engine.Sync;

namespace Persist;

/// <summary>What a sync handler finds in <c>$Event.SourceEventArgs</c>.</summary>
public sealed class PersistSyncEventArgs : EventArgs
{
    internal PersistSyncEventArgs(string store, SyncResult result) => Result = new PersistSyncResult(store, result);

    /// <summary>All of it as one object.</summary>
    public PersistSyncResult Result { get; }

    /// <summary>The store's name.</summary>
    public string Store => Result.Store;

    /// <summary>Operations that the remote took.</summary>
    public long Pushed => Result.Pushed;

    /// <summary>Items that others changed and that are here now.</summary>
    public long Pulled => Result.Pulled;

    /// <summary>Conflicts that this sync settled or left open.</summary>
    public int Conflicts => Result.Conflicts;

    /// <summary>How long it took.</summary>
    public TimeSpan Duration => Result.Duration;
}
