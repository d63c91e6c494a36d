using Persist.Engine.Merge;

namespace Persist.Engine.Remotes;

/// <summary>Who talks to the remote.</summary>
/// <param name="Store">The store's name.</param>
/// <param name="Replica">The replica's random id.</param>
/// <param name="Name">What a person calls it: the machine's name.</param>
/// <param name="RemoteId">The remote that it was synced with before; null before the first time.</param>
/// <param name="HearsOfDeletions">True when a pull from the beginning must tell of deletions: what waits in the file may have been sent before, or was written over what has been deleted since.</param>
internal sealed record ReplicaIdentity(string Store, string Replica, string Name, string? RemoteId = null, bool HearsOfDeletions = false)
{
    /// <summary>The same store and machine, as whoever its file is now: another replica after a fork or a repair, in this process or in another.</summary>
    public ReplicaIdentity As(Author author) => this with { Replica = author.Replica, HearsOfDeletions = author.Former is not null };
}
