using Persist.Engine.Errors;
using Persist.Engine.Merge;
using Persist.Engine.Remotes;

namespace Persist.Engine.Tests.Sync;

/// <summary>A remote behind a network that loses requests and answers, and delivers old requests a second time.</summary>
internal sealed class FaultyRemote(IRemote inner, Random random) : IRemote
{
    private readonly List<PushRequest> _sent = [];

    /// <summary>How many of 100 exchanges go wrong.</summary>
    public int Faults { get; set; }

    /// <summary>True while every pull breaks after its first page.</summary>
    public bool BreaksPulls { get; set; }

    public int AnswersLost { get; private set; }

    /// <summary>What happens while the answer to a fork's question is under way.</summary>
    public Action DuringFork { get; set; } = () => { };

    public string Description => inner.Description;

    public bool KeepsThread => inner.KeepsThread;

    public Task<RemoteHandshake> ConnectAsync(ReplicaIdentity replica, CancellationToken cancellationToken) =>
        inner.ConnectAsync(replica, cancellationToken);

    public Task<PullHeader?> LookAsync(ReplicaIdentity replica, PullHeader known, CancellationToken cancellationToken)
    {
        MayLose();
        return inner.LookAsync(replica, known, cancellationToken);
    }

    public async Task<IPull> PullAsync(ReplicaIdentity replica, long cursor, CancellationToken cancellationToken)
    {
        MayLose();
        var pull = await inner.PullAsync(replica, cursor, cancellationToken);
        return random.Next(100) < Faults || BreaksPulls ? new BrokenPull(pull) : pull;
    }

    public async Task<PushResult> PushAsync(PushRequest request, CancellationToken cancellationToken)
    {
        await MayRepeatAsync(cancellationToken);
        _sent.Add(request); // one that is lost now may still arrive later
        MayLose();
        var result = await inner.PushAsync(request, cancellationToken);
        if (random.Next(100) < Faults)
        {
            AnswersLost++;
            throw Lost();
        }

        return result;
    }

    public Task<IRemoteContent> OpenContentAsync(ReplicaIdentity replica, long cursor, CancellationToken cancellationToken) =>
        inner.OpenContentAsync(replica, cursor, cancellationToken);

    public async Task<ForkAnswer> ForkAsync(ForkRequest request, CancellationToken cancellationToken)
    {
        MayLose();
        var answer = await inner.ForkAsync(request, cancellationToken);
        MayLose();
        DuringFork();
        return answer;
    }

    public Task<bool> PurgeAsync(ReplicaIdentity replica, CancellationToken cancellationToken) => inner.PurgeAsync(replica, cancellationToken);

    public Task SetRetentionAsync(ReplicaIdentity replica, long? microseconds, CancellationToken cancellationToken) =>
        inner.SetRetentionAsync(replica, microseconds, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private static PersistException Lost() => PersistErrors.RemoteOffline.With("test", "the network lost it");

    private void MayLose()
    {
        if (random.Next(100) < Faults)
        {
            throw Lost();
        }
    }

    // A late duplicate: the remote either knows its result or refuses it, and nobody hears the answer.
    private async Task MayRepeatAsync(CancellationToken cancellationToken)
    {
        if (_sent.Count == 0 || random.Next(100) >= Faults)
        {
            return;
        }

        try
        {
            await inner.PushAsync(_sent[random.Next(_sent.Count)], cancellationToken);
        }
        catch (PersistException refused) when (refused.Is(PersistErrors.Forked))
        {
        }
    }

    /// <summary>The connection breaks after the first page.</summary>
    private sealed class BrokenPull(IPull inner) : IPull
    {
        public PullHeader Header => inner.Header;

        public async IAsyncEnumerable<PullPage> ReadPagesAsync(
            int size, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var page in inner.ReadPagesAsync(1, cancellationToken))
            {
                yield return page;
                throw Lost();
            }
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
