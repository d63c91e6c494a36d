using Persist.Engine.Merge;

namespace Persist.Engine.Remotes;

/// <summary>Who talks to the remote.</summary>
/// <param name="Store">The store's name.</param>
/// <param name="Replica">The replica's random id.</param>
/// <param name="Name">What a person calls it: the machine's name.</param>
/// <param name="RemoteId">The remote that it was synced with before; null before the first time.</param>
/// <param name="HasFormer">True while its file was another replica before: that may have sent what waits here, so that a first pull must tell of deletions.</param>
internal sealed record ReplicaIdentity(string Store, string Replica, string Name, string? RemoteId = null, bool HasFormer = false)
{
    /// <summary>The same store and machine, as whoever its file is now: another replica after a fork or a repair, in this process or in another.</summary>
    public ReplicaIdentity As(Author author) => this with { Replica = author.Replica, HasFormer = author.Former is not null };
}
