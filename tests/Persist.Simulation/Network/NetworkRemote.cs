using Persist.Engine.Errors;
using Persist.Engine.Merge;
using Persist.Engine.Remotes;
using Persist.Simulation.Machines;
using Persist.Simulation.Runs;
using Persist.Simulation.Users;

namespace Persist.Simulation.Network;

/// <summary>The remote as one process sees it: behind a network on which the scheduler decides about every message.</summary>
internal sealed class NetworkRemote(SimulatedNetwork network, Process process) : IRemote
{
    public string Description => "simulated";

    /// <summary>One message at a time, so that the scheduler decides about each; where it does not matter, what makes a sync look first.</summary>
    public bool KeepsThread => !process.Looks;

    public Task<RemoteHandshake> ConnectAsync(ReplicaIdentity replica, CancellationToken cancellationToken) =>
        ExchangeAsync("connect", remote => remote.ConnectAsync(replica, CancellationToken.None), _ => "connected");

    public Task<PullHeader?> LookAsync(ReplicaIdentity replica, PullHeader known, CancellationToken cancellationToken) => ExchangeAsync(
        $"look whether it is @{known.Head} still",
        async remote =>
        {
            await using var pull = await remote.PullAsync(replica, known.Head, CancellationToken.None);
            var now = known with { ServerNow = pull.Header.ServerNow, PurgedAt = pull.Header.PurgedAt };
            return (now.Head, now.HeadTail, now.Floor) == (pull.Header.Head, pull.Header.HeadTail, pull.Header.Floor) ? now : null;
        },
        header => header is null ? "no" : "yes");

    public async Task<IPull> PullAsync(ReplicaIdentity replica, long cursor, CancellationToken cancellationToken)
    {
        var pull = await ExchangeAsync(
            $"pull after @{cursor}", remote => ReceivedPull.ReadAsync(remote, replica, cursor, process), answer => Told.Answer(answer.Header, cursor, answer.Pages));
        process.Cycle!.Snapshot = cursor == 0 ? pull : process.Cycle.Snapshot;
        return pull;
    }

    public Task<PushResult> PushAsync(PushRequest request, CancellationToken cancellationToken)
    {
        var (repairs, held) = (process.File.Repairs, process.File.Intents.ToHashSet());
        return ExchangeAsync(
            Told.Push(request),
            async remote =>
            {
                if (request.Ops.FirstOrDefault(op => Poison.IsIn(op)) is { } poison)
                {
                    network.Faults.Add(FaultKind.DataRefused);
                    throw PersistErrors.RemoteRefusedData.With(Description, $"'{poison.Cell.Key}' cannot be stored");
                }

                return await remote.PushAsync(request, CancellationToken.None);
            },
            result => Told.Answer(result, isNew: network.Wire.Note(request, repairs, held, result)));
    }

    // One transaction at the remote, read as it goes: a hub's has no requests of its own.
    public Task<IRemoteContent> OpenContentAsync(ReplicaIdentity replica, long cursor, CancellationToken cancellationToken) =>
        ExchangeAsync("content", remote => remote.OpenContentAsync(replica, cursor, CancellationToken.None), _ => "content");

    public Task<ForkAnswer> ForkAsync(ForkRequest request, CancellationToken cancellationToken) => ExchangeAsync(
        $"fork of {request.Replica.Replica} after @{request.LooksBeyond}, where {(request.Ops.Names.IsEmpty ? "nothing waits" : $"{request.Ops.Names} wait")}",
        async remote =>
        {
            var answer = await remote.ForkAsync(request, CancellationToken.None);
            network.NoteAgreement(request.Replica.Replica, answer);
            return answer;
        },
        Told.Answer);

    public Task<bool> PurgeAsync(ReplicaIdentity replica, CancellationToken cancellationToken) =>
        ExchangeAsync(
            "purge",
            async remote =>
            {
                var more = await remote.PurgeAsync(replica, CancellationToken.None);
                network.NotePurge();
                return more;
            },
            more => more ? "there is more" : "done");

    public Task SetRetentionAsync(ReplicaIdentity replica, long? microseconds, CancellationToken cancellationToken) =>
        ExchangeAsync(
            "set the retention",
            async remote =>
            {
                await remote.SetRetentionAsync(replica, microseconds, CancellationToken.None);
                network.Wire.Retention = microseconds;
                return true;
            },
            _ => "done");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>An answer, or a part of one, is under way.</summary>
    internal async Task ArriveAsync()
    {
        var fate = await process.Cycle!.StopAsync(Boundary.Answer);
        process.MustLive();
        if (fate == Fate.Lost)
        {
            network.Trace.Add($"{process.Name}: the answer is lost");
            throw PersistErrors.RemoteOffline.With(Description, "the connection broke");
        }
    }

    // Told: what the answer says, and what is noted of it where it is made.
    private async Task<T> ExchangeAsync<T>(string what, Func<IRemote, Task<T>> request, Func<T, string> told)
    {
        process.MustLive();
        network.Trace.Add($"{process.Name} > {what}");
        switch (await process.Cycle!.StopAsync(Boundary.Request))
        {
            case Fate.Lost:
                network.Trace.Add($"{process.Name}: the request is lost");
                throw PersistErrors.RemoteOffline.With(Description, "nothing is heard of it");
            case Fate.Late:
                network.Trace.Add($"{process.Name}: the request will be late");
                network.Keep(process.Clock, $"{process.Name} > {what}", ServeAsync);
                throw PersistErrors.RemoteTimeout.With(Description, "nothing is heard of it in time");
            case Fate.Busy:
                network.Trace.Add($"{process.Name}: the remote is busy");
                throw PersistErrors.RemoteBusy.With(Description, "it stayed locked");
            case Fate.Twice:
                network.Trace.Add($"{process.Name}: the request will come twice");
                network.Keep(process.Clock, $"{process.Name} > {what}", ServeAsync);
                break;
        }

        process.MustLive();
        var exchange = await Exchange<T>.OfAsync(() => network.AskAsync(process.Clock, ServeAsync));
        await ArriveAsync();
        return exchange.Result();

        async Task<T> ServeAsync(IRemote remote)
        {
            try
            {
                var answer = await request(remote);
                network.Trace.Add($"{process.Name} < {told(answer)}");
                return answer;
            }
            catch (PersistException refused)
            {
                network.Trace.Add($"{process.Name} < {refused.Error.Id}");
                throw;
            }
        }
    }
}
