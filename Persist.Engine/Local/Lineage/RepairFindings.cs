namespace Persist.Engine.Local.Lineage;

/// <summary>What the remote has told before a repair, beside the gathered snapshot.</summary>
/// <param name="Keep">Whose versions stand.</param>
/// <param name="RemoteId">The remote's id: another one than before when it was exchanged.</param>
/// <param name="Head">The snapshot's head.</param>
/// <param name="Tail">Its name; null when nothing was pushed yet.</param>
/// <param name="Floor">The remote has purged tombstones up to here.</param>
/// <param name="Common">The last position at which the file stood and to which the remote gives the same name, 0 when none is known; and one to which it gives another.</param>
/// <param name="Queue">What the remote has of the queue, all of it in the snapshot.</param>
internal sealed record RepairFindings(RepairKeep Keep, string RemoteId, long Head, string? Tail, long Floor, (long Through, long Before) Common, ForkFindings Queue);
