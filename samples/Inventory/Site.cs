using Persist.Engine;

namespace Inventory;

/// <summary>Where one run keeps its files, and what the store is called.</summary>
/// <param name="Folder">A folder of this run alone.</param>
/// <param name="Store">The store's name, the same for every replica.</param>
/// <param name="Remote">What the replicas meet through.</param>
internal sealed record Site(string Folder, string Store, string Remote)
{
    /// <summary>A fresh one; the remote is a SQLite file in the folder unless another is named.</summary>
    public static Site New(string? remote)
    {
        var folder = Directory.CreateTempSubdirectory("persist-demo-").FullName;
        // A name of its own: a shared PostgreSQL may hold the store of an earlier run.
        return new Site(folder, $"inventory-{Guid.NewGuid().ToString("N")[..8]}", remote ?? Path.Combine(folder, "hub.db"));
    }

    /// <summary>Opens a replica that syncs when it is told to, so that the story has an order.</summary>
    public Task<PersistStore> OpenAsync(string replica) => PersistStore.OpenAsync(new PersistStoreOptions
    {
        Name = Store,
        Path = Path.Combine(Folder, replica + ".db"),
        Remote = Remote,
        Strategy = SyncStrategy.Custom,
        Merge = Notes.MergeAsync,
        Suspended = true,
    });
}
