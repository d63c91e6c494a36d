using Persist.Merging;
using Persist.Stores;

namespace Persist;

/// <summary>An open store. Every cmdlet's <c>-Store</c> takes it; runspaces and thread jobs of the process may share it.</summary>
public sealed class PersistStore
{
    private readonly IStoreMerge? _merge;

    internal PersistStore(EngineStore engine, StoreSettings settings, IStoreMerge? merge)
    {
        Engine = engine;
        Settings = settings;
        _merge = merge;
        Events = new StoreEvents(this);
        Name = engine.Name;
        Path = engine.Path;
        Remote = engine.Remote;
        engine.ConflictDetected += (_, e) => Events.Raise(e.Conflict);
        engine.Synced += (_, e) => Events.Raise(e.Result);
    }

    /// <summary>The store's name: what its replicas share at the remote.</summary>
    public string Name { get; }

    /// <summary>How it is kept on disk.</summary>
    public PersistAdapter Adapter => PersistAdapter.Sqlite;

    /// <summary>The local file.</summary>
    public string Path { get; }

    /// <summary>The remote's address, without secrets; null when there is none.</summary>
    public string? Remote { get; }

    /// <summary>Who decides when two replicas changed the same item.</summary>
    public PersistStrategy Strategy => Settings.Rules[^1].Strategy;

    /// <summary>The rules for keys that fit a pattern, which come before <see cref="Strategy"/>; the first that fits decides.</summary>
    public IReadOnlyList<PersistKeyPolicy> Policies => [.. Settings.Rules.SkipLast(1).Select(rule => new PersistKeyPolicy(rule.Pattern, rule.Strategy))];

    /// <summary>How often it syncs by itself, in milliseconds.</summary>
    public long Interval => (long)Settings.Interval.TotalMilliseconds;

    /// <summary>What a write that has returned survives.</summary>
    public PersistDurability Durability => Settings.Durability;

    /// <summary>This replica's id: another one once a copied file has become a replica of its own.</summary>
    public string Replica => Engine.Replica;

    /// <summary>False once it has been closed.</summary>
    public bool IsOpen => Engine.IsOpen;

    /// <summary>What handlers subscribe to.</summary>
    public StoreEvents Events { get; }

    internal EngineStore Engine { get; }

    internal StoreSettings Settings { get; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>Where merges run in the session of this thread: what has to be run while it waits. Else null.</summary>
    internal SessionMerge? MergesHere => _merge is SessionMerge { IsHere: true } here ? here : null;

    internal bool Uses(IStoreMerge? merge) => ReferenceEquals(_merge, merge);

    internal void Close()
    {
        Engine.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Events.Clear();
        _merge?.Dispose();
    }
}
