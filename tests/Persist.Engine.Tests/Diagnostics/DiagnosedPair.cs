using Persist.Engine.Sync;

namespace Persist.Engine.Tests.Diagnostics;

/// <summary>Two replicas of a store with a name of its own, so that what is measured of it is this test's alone.</summary>
internal sealed class DiagnosedPair : IAsyncDisposable
{
    private DiagnosedPair(TemporaryFolder folder, PersistStore here, PersistStore there) => (Folder, Here, There) = (folder, here, there);

    public TemporaryFolder Folder { get; }

    public PersistStore Here { get; }

    public PersistStore There { get; }

    public string Name => Here.Name;

    public static async Task<DiagnosedPair> OpenAsync(string? logPath = null)
    {
        var folder = new TemporaryFolder();
        var name = $"diagnosed-{Guid.NewGuid():N}";
        var options = new PersistStoreOptions { Name = name, Path = folder.File("here.db"), Remote = folder.File("hub.db"), Suspended = true };
        var here = await PersistStore.OpenAsync(options with { LogPath = logPath is null ? null : folder.File(logPath) });
        return new DiagnosedPair(folder, here, await PersistStore.OpenAsync(options with { Path = folder.File("there.db") }));
    }

    /// <summary>Both change one item before either has heard of the other, and sync.</summary>
    /// <returns>What the syncs say that they did.</returns>
    public async Task<IReadOnlyList<SyncResult>> CollideAsync()
    {
        Here.Set("k", "1");
        There.Set("k", "2");
        return [await Here.SyncAsync(), await There.SyncAsync(), await Here.SyncAsync()];
    }

    public async ValueTask DisposeAsync()
    {
        await Here.DisposeAsync();
        await There.DisposeAsync();
        Folder.Dispose();
    }
}
