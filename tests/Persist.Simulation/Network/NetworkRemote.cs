using Persist.Engine.Errors;
using Persist.Engine.Remotes;
using Persist.Simulation.Machines;
using Persist.Simulation.Runs;
using Persist.Simulation.Users;

namespace Persist.Simulation.Network;

/// <summary>The remote as one process sees it: behind a network on which the scheduler decides about every message.</summary>
internal sealed class NetworkRemote(SimulatedNetwork network, Process process) : IRemote
{
    public string Description => "simulated";

    public Task<RemoteHandshake> ConnectAsync(ReplicaIdentity replica, CancellationToken cancellationToken) =>
        ExchangeAsync("connect", remote => remote.ConnectAsync(replica, CancellationToken.None));

    public async Task<IPull> PullAsync(ReplicaIdentity replica, long cursor, CancellationToken cancellationToken)
    {
        var pull = await ExchangeAsync($"pull {cursor}", remote => ReceivedPull.ReadAsync(remote, replica, cursor, process));
        process.Cycle!.Snapshot = cursor == 0 ? pull : process.Cycle.Snapshot;
        return pull;
    }

    public Task<PushResult> PushAsync(PushRequest request, CancellationToken cancellationToken)
    {
        var (repairs, held) = (process.File.Repairs, process.File.Intents.ToHashSet());
        return ExchangeAsync(
            $"push {request.No} {request.Id}: {string.Join(", ", request.Ops.Select(op => $"{op.Id} {op.Kind} {op.Cell.Key} {op.Cell.Path} {op.Value} @{op.Base}"))}",
            async remote =>
            {
                if (request.Ops.FirstOrDefault(op => Poison.IsIn(op)) is { } poison)
                {
                    network.Faults.Add(FaultKind.DataRefused);
                    throw PersistErrors.RemoteRefusedData.With(Description, $"'{poison.Cell.Key}' cannot be stored");
                }

                var result = await remote.PushAsync(request, CancellationToken.None);
                if (network.Wire.Note(request, repairs, held, result))
                {
                    network.Trace.Add($"seq {result.Seq} rejected {string.Join(' ', result.Rejected)} failed {string.Join(' ', result.Failed)}");
                }

                return result;
            });
    }

    // One transaction at the remote, read as it goes: a hub's has no requests of its own.
    public Task<IRemoteContent> OpenContentAsync(ReplicaIdentity replica, long cursor, CancellationToken cancellationToken) =>
        ExchangeAsync("content", remote => remote.OpenContentAsync(replica, cursor, CancellationToken.None));

    public Task<ForkAnswer> ForkAsync(ForkRequest request, CancellationToken cancellationToken) => ExchangeAsync(
        $"fork of {request.Replica.Replica} at {request.Since}: {request.Ops.Names}",
        async remote =>
        {
            var answer = await remote.ForkAsync(request, CancellationToken.None);
            network.NoteAgreement(request.Replica.Replica, answer);
            return answer;
        });

    public Task<bool> PurgeAsync(ReplicaIdentity replica, CancellationToken cancellationToken) =>
        ExchangeAsync("purge", async remote =>
        {
            var more = await remote.PurgeAsync(replica, CancellationToken.None);
            network.NotePurge();
            return more;
        });

    public Task SetRetentionAsync(ReplicaIdentity replica, long? microseconds, CancellationToken cancellationToken) =>
        ExchangeAsync("retention", async remote =>
        {
            await remote.SetRetentionAsync(replica, microseconds, CancellationToken.None);
            network.Wire.Retention = microseconds;
            return true;
        });

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>An answer, or a part of one, is under way.</summary>
    internal async Task ArriveAsync()
    {
        var fate = await process.Cycle!.StopAsync(Boundary.Answer);
        process.MustLive();
        if (fate == Fate.Lost)
        {
            throw PersistErrors.RemoteOffline.With(Description, "the connection broke");
        }
    }

    private async Task<T> ExchangeAsync<T>(string what, Func<IRemote, Task<T>> request)
    {
        process.MustLive();
        network.Trace.Add($"{process.Name} sends {what}");
        switch (await process.Cycle!.StopAsync(Boundary.Request))
        {
            case Fate.Lost:
                throw PersistErrors.RemoteOffline.With(Description, "nothing is heard of it");
            case Fate.Late:
                network.Keep(process.Clock, request);
                throw PersistErrors.RemoteTimeout.With(Description, "nothing is heard of it in time");
            case Fate.Busy:
                throw PersistErrors.RemoteBusy.With(Description, "it stayed locked");
            case Fate.Twice:
                network.Keep(process.Clock, request);
                break;
        }

        process.MustLive();
        var exchange = await Exchange<T>.OfAsync(() => network.AskAsync(process.Clock, request));
        await ArriveAsync();
        return exchange.Result();
    }
}
