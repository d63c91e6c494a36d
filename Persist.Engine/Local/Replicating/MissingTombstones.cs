using Persist.Engine.Local.Tables;
using Persist.Engine.Merge;

namespace Persist.Engine.Local.Replicating;

/// <summary>
/// The tombstones that one of the two has, the remote or the file, and the other has not: the first pull left them out, or the
/// snapshot that took its place since; or the remote has purged them.
/// </summary>
/// <param name="FirstHead">The head that the first pull reached.</param>
/// <param name="FirstOp">The first operation that was made after it.</param>
/// <param name="Through">The remote's clock, in microseconds since 1970-01-01 UTC: none of them is later.</param>
internal sealed record MissingTombstones(long FirstHead, long FirstOp, long Through)
{
    // How exactly the clock is known, and how far a stamp may be ahead of it that had to be later than the one before.
    private static readonly long Margin = (long)TimeSpan.FromSeconds(1).TotalMicroseconds;

    /// <summary>What the file notes of them.</summary>
    public static MissingTombstones Read(MetaTable meta) => new(
        meta.Number(MetaName.FirstHead) ?? 0, meta.Number(MetaName.FirstOp) ?? 0, meta.Number(MetaName.TombstonesThrough) ?? long.MinValue);

    /// <summary>A pull from the beginning leaves them out.</summary>
    /// <param name="tables">The open write transaction's tables.</param>
    /// <param name="head">The head that it reaches.</param>
    /// <param name="now">The replica's clock: microseconds since 1970-01-01 UTC.</param>
    public static void NoteFirstPull(LocalTables tables, long head, long now)
    {
        tables.Meta.Set(MetaName.FirstHead, head);
        tables.Meta.Set(MetaName.FirstOp, tables.Position.Read().NextOp);
        NoteTime(tables, now);
    }

    /// <summary>The remote has purged some.</summary>
    /// <param name="tables">The open write transaction's tables.</param>
    /// <param name="floor">Those up to here.</param>
    /// <param name="now">The replica's clock: microseconds since 1970-01-01 UTC.</param>
    public static void NotePurge(LocalTables tables, long floor, long now)
    {
        tables.Meta.Set(MetaName.Floor, floor);
        NoteTime(tables, now);
    }

    /// <summary>
    /// True when they make no difference to what the remote has made of an operation: it had seen that nothing was there, and is
    /// later than all of them.
    /// </summary>
    public bool AreNothingTo(Op op, PushResult push) =>
        (op.Kind == OpKind.Cas ? op.Base > 0 || op.N >= FirstOp : op.Base >= FirstHead) && Math.Min(op.Stamp + push.Offset, push.ServerNow) > Through;

    private static void NoteTime(LocalTables tables, long now) =>
        tables.Meta.Set(MetaName.TombstonesThrough, now + (tables.Meta.Number(MetaName.ClockOffset) ?? 0) + Margin);
}
