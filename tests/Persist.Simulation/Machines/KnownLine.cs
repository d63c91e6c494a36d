using Persist.Simulation.Network;

namespace Persist.Simulation.Machines;

/// <summary>What a file knows of the remote's past.</summary>
/// <param name="Log">The pushes of that past, and of what followed on it.</param>
/// <param name="Cursor">Up to where the file has applied them.</param>
/// <param name="Stood">Where it stood when a sync had ended well.</param>
internal sealed record KnownLine(IReadOnlyList<WireLog.Push> Log, long Cursor, IReadOnlyList<long> Stood)
{
    public static KnownLine Nothing { get; } = new([], 0, []);

    /// <summary>
    /// What it knows when it has applied a remote up to somewhere: whoever was away until what came after its cursor was purged does
    /// not know whether where it stood before is in that remote's past.
    /// </summary>
    public KnownLine At(long cursor, WireLog remote) => cursor == Cursor ? this : new(remote.Pushes, cursor, Cursor < remote.Floor ? [] : Stood);

    /// <summary>The last position up to which a remote has the same pushes; 0 when it has none.</summary>
    public long CommonThrough(IReadOnlyList<WireLog.Push> remote) => SameThrough(remote, push => push.Result.Tail);

    /// <summary>The last position up to which a remote has the same batches, be it that it got them again; 0 when it has none.</summary>
    public long SameBatchesThrough(IReadOnlyList<WireLog.Push> remote) => SameThrough(remote, push => push.Id);

    private long SameThrough(IReadOnlyList<WireLog.Push> remote, Func<WireLog.Push, string?> name) => Log.Zip(remote)
        .TakeWhile(both => name(both.First) == name(both.Second) && both.First.Result.Seq == both.Second.Result.Seq && both.First.Result.Seq <= Cursor)
        .Select(both => both.First.Result.Seq)
        .LastOrDefault();
}
