namespace Persist.Engine.Local.Replicating;

/// <summary>What the remote decided about a batch; clocks are microseconds since 1970-01-01 UTC.</summary>
/// <param name="Seq">The position of the push.</param>
/// <param name="HeadBefore">The remote's head before it.</param>
/// <param name="ServerNow">The remote's clock.</param>
/// <param name="Offset">The remote's clock minus the replica's.</param>
/// <param name="Rejected">The numbers of the operations that must be merged and sent again.</param>
/// <param name="Failed">The numbers of the operations that can never be applied.</param>
/// <param name="Skipped">The numbers of the operations that another copy of the file had sent before.</param>
/// <param name="Tail">The name of the position; null when it is not known.</param>
internal sealed record BatchOutcome(
    long Seq,
    long HeadBefore,
    long ServerNow,
    long Offset,
    IReadOnlyCollection<long> Rejected,
    IReadOnlyCollection<long> Failed,
    IReadOnlyCollection<long> Skipped,
    string? Tail)
{
    /// <summary>True when every operation was taken, from here.</summary>
    public bool IsWhole => Rejected.Count + Failed.Count + Skipped.Count == 0;
}
