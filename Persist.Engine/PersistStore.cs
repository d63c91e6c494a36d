using Persist.Engine.Conflicts;
using Persist.Engine.Diagnostics;
using Persist.Engine.Errors;
using Persist.Engine.Local;
using Persist.Engine.Remotes;
using Persist.Engine.Sync;

namespace Persist.Engine;

/// <summary>
/// An offline-first store: writes go to a local file at once and are durable when the call returns; a queue on disk
/// carries them to the remote and brings the others' changes back. Thread-safe.
/// </summary>
/// <example>
/// <code>
/// await using var store = await PersistStore.OpenAsync(new PersistStoreOptions { Name = "app", Path = "app.db", Remote = "./hub.db" });
/// store.Set("user/1", """{"name":"Ada"}""");
/// await store.SyncAsync();
/// </code>
/// </example>
public sealed partial class PersistStore : IAsyncDisposable
{
    private readonly LocalStore _local;
    private readonly StoreSync? _sync;
    private readonly StoreLog _log;
    private readonly string? _hub;
    private int _closed;

    private PersistStore(PersistStoreOptions options, string path, string? hub, LocalStore local, IRemote? remote, StoreLog log)
    {
        (Options, Path, _hub, _local, _log) = (options, path, hub, local, log);
        Log.Opened(_log, Name, path, Replica);
        if (local.Refusal is { } refusal)
        {
            Log.OpenedReadOnly(_log, Name, refusal.Message);
        }

        if (remote is not null)
        {
            _sync = new StoreSync(local, remote, options, _log);
            _sync.ConflictDetected += conflict => ConflictDetected?.Invoke(this, new ConflictEventArgs(conflict));
            _sync.Recovered += recovery => Recovered?.Invoke(this, new RecoveryEventArgs(recovery));
            _sync.Moved += result => Synced?.Invoke(this, new SyncEventArgs(result));
            Measures.Watch(this, Name, CountPending);
        }
    }

    /// <summary>
    /// A conflict was settled, or could not be. Raised on an engine thread, as the other two events are; a handler should return
    /// soon, and not wait for a sync of this store, which begins only when it has returned.
    /// </summary>
    public event EventHandler<ConflictEventArgs>? ConflictDetected;

    /// <summary>A sync that moved something has ended; see <see cref="ConflictDetected"/> for what a handler may do.</summary>
    public event EventHandler<SyncEventArgs>? Synced;

    /// <summary>
    /// The store has recovered from a copied file, a restored remote or a long absence, and goes on; see
    /// <see cref="ConflictDetected"/> for what a handler may do.
    /// </summary>
    public event EventHandler<RecoveryEventArgs>? Recovered;

    /// <summary>How the store was opened.</summary>
    public PersistStoreOptions Options { get; }

    /// <summary>The store's name.</summary>
    public string Name => Options.Name;

    /// <summary>The local file's canonical path.</summary>
    public string Path { get; }

    /// <summary>This replica's random id; another one after its file was copied.</summary>
    public string Replica => _local.Replica;

    /// <summary>The remote's address, without secrets; null when there is none.</summary>
    public string? Remote => _sync?.Remote;

    /// <summary>
    /// Why the store can only be read for now: its disk was full or read-only when it was opened. Every write, and every sync,
    /// tries again. Null while it can be written to.
    /// </summary>
    public PersistException? ReadOnlyBecause => _local.Refusal;

    /// <summary>False once the store has been closed.</summary>
    public bool IsOpen => Volatile.Read(ref _closed) == 0;

    /// <summary>Opens the local file, or makes it, and starts background sync. Never waits for the remote.</summary>
    /// <param name="options">Name, path, remote, strategy.</param>
    /// <param name="cancellationToken">Gives up, as long as the opening has not begun.</param>
    /// <exception cref="PersistException">The options or the file cannot be used; see <see cref="PersistErrors"/>.</exception>
    public static Task<PersistStore> OpenAsync(PersistStoreOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.Run(() => Open(options), cancellationToken);
    }

    /// <summary>Deletes the files of a store that is not open anywhere.</summary>
    /// <param name="path">The local file.</param>
    /// <param name="force">True to delete changes that no remote has.</param>
    /// <exception cref="PersistException">
    /// <see cref="PersistErrors.NotAStore"/>, <see cref="PersistErrors.StoreInUse"/> or <see cref="PersistErrors.PendingChanges"/>.
    /// </exception>
    public static void Delete(string path, bool force) => StoreDeletion.Delete(CanonicalPath.Of(path), force);

    /// <summary>Opens a damaged file to read what can still be read. The file is not changed; dispose the result to close it.</summary>
    /// <param name="path">The local file. Its log, <c>path-wal</c>, should lie beside it if there is one.</param>
    /// <exception cref="PersistException">
    /// <see cref="PersistErrors.NotAStore"/>, <see cref="PersistErrors.StoreInUse"/>, or <see cref="PersistErrors.StoreCorrupt"/> when
    /// the damage is where the list of the tables is.
    /// </exception>
    public static SalvagedStore Salvage(string path)
    {
        var canonical = CanonicalPath.Of(path);
        return !File.Exists(canonical) ? throw PersistErrors.StoreFileNotFound.With(path)
            : OpenFiles.Holds(canonical) ? throw PersistErrors.StoreInUse.With(path)
            : SalvagedStore.Open(canonical);
    }

    /// <summary>Stops background sync, checkpoints and closes the file. Nothing is lost when it is not called.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
        {
            return;
        }

        Measures.Forget(this);
        try
        {
            if (_sync is not null)
            {
                await _sync.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            Close();
        }
    }

    private void Close()
    {
        try
        {
            _local.Dispose();
        }
        finally
        {
            OpenFiles.Remove(Path, _hub);
            Log.Closed(_log, Name);
            _log.Dispose();
        }
    }

    private long? CountPending()
    {
        try
        {
            return GetStatus().Pending;
        }
        catch (PersistException)
        {
            return null; // it was closed just now, or its file is gone: whoever uses the store is told
        }
    }

    private LocalStore Local => IsOpen ? _local : throw PersistErrors.StoreClosed.With(Name);

    private StoreSync Sync => IsOpen
        ? _sync ?? throw PersistErrors.NoRemote.With(Name)
        : throw PersistErrors.StoreClosed.With(Name);

    private static PersistStore Open(PersistStoreOptions options)
    {
        options.Check();
        var path = CanonicalPath.Of(options.Path);
        var remote = options.Remote is null ? null : RemoteAddress.Resolve(options.Remote, options.RemoteCredential, options.TimeProvider);
        var hub = RemoteAddress.FileOf(options.Remote);
        if (hub is not null && CanonicalPath.Comparer.Equals(hub, path))
        {
            throw PersistErrors.InvalidRemoteAddress.With("it is the store's own local file; give another file to sync through");
        }

        if (Directory.Exists(hub))
        {
            throw PersistErrors.InvalidRemoteAddress.With($"'{hub}' is a folder; give the path of a file in it, such as '{System.IO.Path.Combine(hub, "hub.db")}'");
        }

        OpenFiles.Add(path, hub);
        StoreLog? log = null;
        LocalStore? local = null;
        try
        {
            log = new StoreLog(
                options.LoggerFactory?.CreateLogger("Persist"), LogPlace.Open(options.LogPath), options.TimeProvider);
            var policy = new StorePolicy(options);
            local = LocalStore.Open(path, options.Name, options.Durability, key => policy.For(key).Strategy, options.TimeProvider);
            if (local.Refusal is null)
            {
                local.Conflicts.RetryParked();
            }

            return new PersistStore(options, path, hub, local, remote, log);
        }
        catch
        {
            local?.Dispose();
            log?.Dispose();
            OpenFiles.Remove(path, hub);
            throw;
        }
    }
}
