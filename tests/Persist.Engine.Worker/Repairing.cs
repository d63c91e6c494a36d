namespace Persist.Engine.Worker;

/// <summary>Sends again what the remote has lost, and syncs. It tells of each step once that has returned.</summary>
public sealed class Repairing(string file, string store, string remote)
{
    /// <summary>How the replica is opened.</summary>
    public static PersistStoreOptions Options(string file, string store, string remote) => new()
    {
        Name = store,
        Path = file,
        Remote = remote,
        Suspended = true,
    };

    /// <summary>Does it.</summary>
    public async Task RunAsync()
    {
        await using (var replica = await PersistStore.OpenAsync(Options(file, store, remote)))
        {
            await replica.RepairAsync(RepairKeep.Local);
            Console.WriteLine("repaired");
            await replica.SyncAsync();
        }

        Console.WriteLine($"end {Fuse.Count}");
    }
}
