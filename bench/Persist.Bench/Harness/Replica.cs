using Persist.Engine;

namespace Persist.Bench.Harness;

/// <summary>A store as every measure opens it: its queue is kept, and it syncs only when it is told to.</summary>
internal static class Replica
{
    /// <summary>Opens or creates a store.</summary>
    public static Task<PersistStore> OpenAsync(string path, string name, string remote) => PersistStore.OpenAsync(
        new PersistStoreOptions { Name = name, Path = path, Remote = remote, Suspended = true });

    /// <summary>A store that never meets its remote: for what happens on this machine alone.</summary>
    public static Task<PersistStore> OpenAloneAsync(string path) => OpenAsync(path, "bench", path + ".hub");

    /// <summary>Writes everything in transactions of <see cref="Workload.Batch"/>.</summary>
    public static void WriteAll(this PersistStore store, KeyValuePair<string, string>[] items)
    {
        for (var from = 0; from < items.Length; from += Workload.Batch)
        {
            store.SetMany(new ArraySegment<KeyValuePair<string, string>>(items, from, Math.Min(Workload.Batch, items.Length - from)));
        }
    }

    /// <summary>What the store holds.</summary>
    public static Checksum Sum(this PersistStore store)
    {
        var sum = default(Checksum);
        foreach (var item in store.Scan())
        {
            sum.Add(item.Key, item.Json);
        }

        return sum;
    }
}
