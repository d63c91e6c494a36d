using Persist.Engine.Items;
using Persist.Engine.Merge;
using Persist.Engine.Remotes;
using Persist.Simulation.Machines;

namespace Persist.Simulation.Network;

/// <summary>Somebody whose replicas are no part of the world: makes remotes, and writes to those that are elsewhere.</summary>
internal sealed class Somebody(TrueTime truth)
{
    private int _replicas;

    /// <summary>Makes the store at a remote, or joins it.</summary>
    public ReplicaIdentity Join(IRemote remote)
    {
        var replica = new ReplicaIdentity("sim", $"somebody{_replicas++}", "elsewhere");
        Life.Run(null, () => remote.ConnectAsync(replica, CancellationToken.None)).Wait(); // a hub has nothing to wait for
        return replica;
    }

    /// <summary>Writes a note there, and has seen all that there is.</summary>
    public (PushRequest Request, PushResult Result) Write(IRemote remote, long head, Random random)
    {
        var replica = Join(remote);
        var note = new Op(1, random.NextInt64(), OpKind.Put, CellKey.OfValue($"note/{random.Next(2)}"), $"\"{replica.Replica}\"", Dead: false, Stamp.Now(truth), head);
        var request = new PushRequest(replica, 1, "", $"{random.NextInt64():x16}", [note]);
        return (request, Life.Run(null, () => remote.PushAsync(request, CancellationToken.None)).Result); // a hub has nothing to wait for
    }
}
