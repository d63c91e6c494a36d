using Persist.Engine.Merge;

namespace Persist.Engine.Remotes;

/// <summary>What a copied or restored file asks before it goes on as a replica of its own.</summary>
/// <param name="Replica">Who it was until now.</param>
/// <param name="Former">Who it was before that.</param>
/// <param name="Since">The position up to which it has applied the remote: what the remote took of its queue lies beyond.</param>
/// <param name="Ops">The operations that wait in it.</param>
/// <param name="IsRepair">
/// True when the remote has another past than the file, so that positions up to <paramref name="Since"/> may be others than
/// those that the file has seen: every batch that the remote has of its replicas is looked through.
/// </param>
internal sealed record ForkRequest(
    ReplicaIdentity Replica, IReadOnlyCollection<string> Former, long Since, WaitingOps Ops, bool IsRepair = false)
{
    /// <summary>The batches beyond this position may have held the operations.</summary>
    public long LooksBeyond => IsRepair ? 0 : Since;

    /// <summary>Everybody whose row may tell of the operations.</summary>
    public string[] Family => [Replica.Replica, .. Former];
}
