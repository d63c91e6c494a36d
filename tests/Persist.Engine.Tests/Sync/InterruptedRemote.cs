using Persist.Engine.Errors;
using Persist.Engine.Merge;
using Persist.Engine.Remotes;

namespace Persist.Engine.Tests.Sync;

/// <summary>A remote at which a test does something while a sync is between its pull and its push.</summary>
internal sealed class InterruptedRemote(IRemote inner) : IRemote
{
    private Func<Task>? _beforePush;

    /// <summary>True while no pull comes through.</summary>
    public bool LosesPulls { get; set; }

    /// <summary>True while no push is ever answered.</summary>
    public bool SwallowsPushes { get; set; }

    public int Pushes { get; private set; }

    /// <summary>What happens each time, before a push arrives.</summary>
    public Func<Task>? BeforePushes { get; set; }

    public string Description => inner.Description;

    public bool KeepsThread => inner.KeepsThread;

    /// <summary>What happens once, before the next push arrives.</summary>
    public void BeforeNextPush(Func<Task> happens) => _beforePush = happens;

    public Task<RemoteHandshake> ConnectAsync(ReplicaIdentity replica, CancellationToken cancellationToken) =>
        inner.ConnectAsync(replica, cancellationToken);

    public Task<PullHeader?> LookAsync(ReplicaIdentity replica, PullHeader known, CancellationToken cancellationToken) => LosesPulls
        ? throw PersistErrors.RemoteOffline.With("test", "no look comes through")
        : inner.LookAsync(replica, known, cancellationToken);

    public Task<IPull> PullAsync(ReplicaIdentity replica, long cursor, CancellationToken cancellationToken) => LosesPulls
        ? throw PersistErrors.RemoteOffline.With("test", "no pull comes through")
        : inner.PullAsync(replica, cursor, cancellationToken);

    public async Task<PushResult> PushAsync(PushRequest request, CancellationToken cancellationToken)
    {
        Pushes++;
        await (BeforePushes?.Invoke() ?? Task.CompletedTask);
        if (Interlocked.Exchange(ref _beforePush, null) is { } happens)
        {
            await happens();
        }

        if (SwallowsPushes)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        return await inner.PushAsync(request, cancellationToken);
    }

    public Task<IRemoteContent> OpenContentAsync(ReplicaIdentity replica, long cursor, CancellationToken cancellationToken) =>
        inner.OpenContentAsync(replica, cursor, cancellationToken);

    public Task<ForkAnswer> ForkAsync(ForkRequest request, CancellationToken cancellationToken) => inner.ForkAsync(request, cancellationToken);

    public Task<bool> PurgeAsync(ReplicaIdentity replica, CancellationToken cancellationToken) => inner.PurgeAsync(replica, cancellationToken);

    public Task SetRetentionAsync(ReplicaIdentity replica, long? microseconds, CancellationToken cancellationToken) =>
        inner.SetRetentionAsync(replica, microseconds, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
