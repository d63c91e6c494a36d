using Microsoft.Extensions.Logging.Abstractions;
using Persist.Engine.Conflicts;
using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Engine.Local;
using Persist.Engine.Merge;
using Persist.Engine.Remotes;
using Persist.Engine.Sync;

namespace Persist.Engine.Tests.Sync;

/// <summary>One replica, driven step by step: the product's local store and sync cycle under a clock of the test's.</summary>
internal sealed class SimulatedReplica : IAsyncDisposable
{
    private readonly string _path;
    private readonly MergeFunction? _merge;
    private readonly ManualClock _clock;
    private readonly FaultyRemote _remote;
    private readonly RandomIds _ids;
    private SyncCycle _cycle;

    public SimulatedReplica(string path, MergeFunction? merge, ManualClock clock, FaultyRemote remote, Random random)
    {
        (_path, _merge, _clock, _remote) = (path, merge, clock, remote);
        _ids = new RandomIds(random);
        (Local, _cycle) = Open();
    }

    public LocalStore Local { get; private set; }

    public FaultyRemote Remote => _remote;

    /// <summary>Ends the process and starts another one on the same file.</summary>
    public void Restart()
    {
        Local.Dispose();
        (Local, _cycle) = Open();
    }

    public void Set(string key, string json) => Local.Set([KeyValuePair.Create(key, json)]);

    public void Remove(string key) => Local.Remove([key]);

    public IReadOnlyDictionary<string, string> Items() => Local.Scan("").ToDictionary(item => item.Key, item => item.Json);

    /// <summary>One sync; false when the network broke it.</summary>
    public async Task<bool> SyncAsync()
    {
        try
        {
            await _cycle.RunAsync(CancellationToken.None);
            return true;
        }
        catch (PersistException failure) when (failure.Is(PersistErrors.RemoteOffline))
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Local.Dispose();
        await _remote.DisposeAsync();
    }

    private (LocalStore Local, SyncCycle Cycle) Open()
    {
        var local = LocalStore.Open(_path, "sim", Durability.Normal, _merge is null ? OpKind.Put : OpKind.Cas, _clock, _ids);
        var merges = new MergeRunner(local, _merge, TimeSpan.FromSeconds(10), _clock, NullLogger.Instance);
        var identity = new ReplicaIdentity("sim", local.Replica, "simulated");
        return (local, new SyncCycle(local, _remote, identity, merges, _clock, NullLogger.Instance));
    }
}
