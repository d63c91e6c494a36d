using Persist.Merging;
using Persist.Stores;

namespace Persist;

/// <summary>An open store. Every cmdlet's <c>-Store</c> takes it; runspaces and thread jobs of the process may share it.</summary>
public sealed class PersistStore
{
    private readonly ScriptMerge? _merge;

    internal PersistStore(EngineStore engine, string registryPath, StoreSettings settings, ScriptMerge? merge)
    {
        Engine = engine;
        RegistryPath = registryPath;
        Settings = settings;
        _merge = merge;
        Events = new StoreEvents(this);
        Name = engine.Name;
        Path = engine.Path;
        Replica = engine.Replica;
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
    public PersistStrategy Strategy => Settings.Strategy;

    /// <summary>How often it syncs by itself, in milliseconds.</summary>
    public long Interval => (long)Settings.Interval.TotalMilliseconds;

    /// <summary>What a write that has returned survives.</summary>
    public PersistDurability Durability => Settings.Durability;

    /// <summary>This replica's id.</summary>
    public string Replica { get; }

    /// <summary>False once it has been closed.</summary>
    public bool IsOpen => Engine.IsOpen;

    /// <summary>What handlers subscribe to.</summary>
    public StoreEvents Events { get; }

    internal EngineStore Engine { get; }

    internal StoreSettings Settings { get; }

    internal string RegistryPath { get; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    internal bool Uses(ScriptMerge? merge) => ReferenceEquals(_merge, merge);

    internal void Close()
    {
        Engine.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Events.Clear();
        _merge?.Dispose();
    }
}
