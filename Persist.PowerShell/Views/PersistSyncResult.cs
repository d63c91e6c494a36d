using Persist.Engine.Sync;

namespace Persist;

/// <summary>What a sync moved.</summary>
public sealed class PersistSyncResult
{
    internal PersistSyncResult(string store, SyncResult result)
    {
        Store = store;
        Pushed = result.Pushed;
        Pulled = result.Pulled;
        Conflicts = result.Conflicts;
        Duration = result.Duration;
    }

    /// <summary>The store's name.</summary>
    public string Store { get; }

    /// <summary>Operations that the remote took.</summary>
    public long Pushed { get; }

    /// <summary>Items that others changed and that are here now.</summary>
    public long Pulled { get; }

    /// <summary>Conflicts that this sync settled or left open.</summary>
    public int Conflicts { get; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; }

    /// <summary>What was moved: <c>3 pushed, 2 pulled, 1 conflict(s)</c>.</summary>
    public override string ToString() => $"{Pushed:N0} pushed, {Pulled:N0} pulled, {Conflicts:N0} conflict(s)";
}
