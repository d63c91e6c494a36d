using Persist.Engine.Conflicts;
using Persist.Engine.Transfer;

namespace Persist.Engine.Tests.Transfer;

/// <summary>Stores that a test exports from and imports into, under one clock.</summary>
internal sealed class TransferStores : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<PersistStore> _open = [];

    public AdjustableClock Clock { get; } = new();

    public string File(string name) => _folder.File(name);

    public async Task<PersistStore> OpenAsync(
        string file, SyncStrategy strategy = SyncStrategy.LastWriteWins, MergeFunction? merge = null, string? remote = null)
    {
        var store = await PersistStore.OpenAsync(new PersistStoreOptions
        {
            Name = "transfer",
            Path = File(file),
            Strategy = strategy,
            Merge = merge,
            Remote = remote is null ? null : File(remote),
            Suspended = true,
            TimeProvider = Clock,
        });
        _open.Add(store);
        return store;
    }

    /// <summary>Exports a store; returns the file.</summary>
    public async Task<string> ExportAsync(PersistStore store, string name = "export.jsonl", ExportOptions? options = null) =>
        (await store.ExportAsync(File(name), options)).Path;

    /// <summary>A file with items of a store that nothing else is known of.</summary>
    public async Task<string> ExportOfAsync(Action<PersistStore> fill, string name = "export.jsonl")
    {
        var store = await OpenAsync(name + ".db");
        fill(store);
        return await ExportAsync(store, name);
    }

    public static IReadOnlyDictionary<string, string> Items(PersistStore store) => store.Scan().ToDictionary(item => item.Key, item => $"{item.Kind} {item.Json}");

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _open)
        {
            await store.DisposeAsync();
        }

        _folder.Dispose();
    }
}
