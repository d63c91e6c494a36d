using Microsoft.Extensions.Logging.Abstractions;
using Persist.Engine.Conflicts;
using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Engine.Local;
using Persist.Engine.Local.Replicating;
using Persist.Engine.Merge;
using Persist.Engine.Remotes;
using Persist.Engine.Sync;

namespace Persist.Engine.Tests.Sync;

/// <summary>One replica, driven step by step: the product's local store and sync cycle under a clock of the test's.</summary>
internal sealed class SimulatedReplica : IDisposable
{
    private readonly string _store;
    private readonly string _path;
    private readonly ManualClock _clock;
    private readonly FaultyRemote _remote;
    private readonly RandomIds _ids;
    private KeyPolicy _rule;
    private SyncCycle _cycle;

    public SimulatedReplica(
        string store, string path, MergeFunction? merge, ManualClock clock, FaultyRemote remote, Random random, SyncStrategy? strategy = null)
    {
        (_store, _path, _clock, _remote) = (store, path, clock, remote);
        _rule = new KeyPolicy("*", strategy ?? (merge is null ? SyncStrategy.LastWriteWins : SyncStrategy.Custom), merge);
        _ids = new RandomIds(random);
        (Local, _cycle) = Open();
    }

    public string Name => Path.GetFileNameWithoutExtension(_path);

    public string Store => _store;

    public LocalStore Local { get; private set; }

    public FaultyRemote Remote => _remote;

    public ManualClock Clock => _clock;

    /// <summary>Ends the process and starts another one on the same file.</summary>
    /// <param name="rule">Who decides from then on; null for who did before.</param>
    public void Restart(KeyPolicy? rule = null)
    {
        _rule = rule ?? _rule;
        Local.Dispose();
        (Local, _cycle) = Open();
    }

    /// <summary>Copies the file while no process has it open, as a backup or a clone of a machine does.</summary>
    public void CopyTo(string path)
    {
        Local.Dispose();
        File.Copy(_path, path, overwrite: true);
        (Local, _cycle) = Open();
    }

    /// <summary>Copies the file and its log as they are, while the process has them open.</summary>
    public void CopyOpenTo(string path)
    {
        foreach (var suffix in new[] { "", "-wal" })
        {
            using var source = new FileStream(_path + suffix, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var target = new FileStream(path + suffix, FileMode.CreateNew);
            source.CopyTo(target);
        }
    }

    /// <summary>Puts a copy of the file in its place, as restoring a backup does.</summary>
    public void RestoreFrom(string path)
    {
        Local.Dispose();
        File.Copy(path, _path, overwrite: true);
        (Local, _cycle) = Open();
    }

    public void Set(string key, string json) => Local.Write(writer => writer.Set(key, json, force: false));

    public void SetMany(IEnumerable<string> keys, string json) => Local.Write(writer => keys.Select(key => writer.Set(key, json, force: false)).ToList());

    public void Remove(string key) => Local.Write(writer => writer.Remove(key));

    public IReadOnlyDictionary<string, string> Items() => Local.Scan("").ToDictionary(item => item.Key, item => item.Json);

    /// <summary>True when the last sync found out by a look that there was nothing to do.</summary>
    public bool WasStill { get; private set; }

    /// <summary>One sync; false when the network broke it.</summary>
    public async Task<bool> SyncAsync()
    {
        try
        {
            WasStill = await _cycle.IsStillCaughtUpAsync(CancellationToken.None);
            if (!WasStill)
            {
                await _cycle.RunAsync(null, CancellationToken.None);
            }

            return true;
        }
        catch (PersistException failure) when (failure.Is(PersistErrors.RemoteOffline))
        {
            return false;
        }
    }

    /// <summary>Sends what waits, and does not hear the answer.</summary>
    public async Task<(FrozenBatch Batch, PushResult Answer)> SendUnansweredAsync()
    {
        var (batch, request) = Freeze();
        return (batch, await _remote.PushAsync(request, default));
    }

    /// <summary>Freezes what waits; the request arrives when the test sends it.</summary>
    public (FrozenBatch Batch, PushRequest Request) Freeze()
    {
        var (batch, author) = (Local.Replication.Freeze(SyncLimits.Batch)!, Local.Replication.Author());
        var me = new ReplicaIdentity(_store, author.Replica, "simulated");
        return (batch, new PushRequest(me, batch.No, batch.PreviousId, batch.Id, batch.Ops, author));
    }

    /// <summary>A person decides about a remote that was restored.</summary>
    public Task<Recovery> RepairAsync(RepairKeep keep) => Repair().RunAsync(keep, null, default);

    /// <summary>A person asks what a decision would do.</summary>
    public Task<Recovery> RehearseRepairAsync(RepairKeep keep) => Repair().RehearseAsync(keep, null, default);

    public void Dispose()
    {
        Local.Dispose();
        _remote.DisposeAsync().AsTask().Wait(); // a hub has nothing to wait for
    }

    private LineageRepair Repair() => new(Local, _remote, new ReplicaIdentity(_store, Local.Replica, "simulated"), NullLogger.Instance);

    private (LocalStore Local, SyncCycle Cycle) Open()
    {
        var options = new PersistStoreOptions { Name = _store, Path = _path, Strategy = _rule.Strategy, Merge = _rule.Merge };
        var policy = new StorePolicy(options);
        var local = LocalStore.Open(_path, _store, Durability.Normal, key => policy.For(key).Strategy, _clock, _ids);
        local.Conflicts.RetryParked(); // as the product does
        var merges = new MergeRunner(local, policy, TimeSpan.FromSeconds(10), _clock, NullLogger.Instance, Workers.Pool);
        var identity = new ReplicaIdentity(_store, local.Replica, "simulated");
        return (local, new SyncCycle(local, _remote, identity, merges, _clock, NullLogger.Instance, Workers.Pool));
    }
}
