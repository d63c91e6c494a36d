namespace Persist.Engine.Merge;

/// <summary>
/// The one rule by which operations change cells: used by every remote under its lock, and by every replica to
/// show at once what the remote will decide.
/// </summary>
/// <remarks>See "What an operation does" in <c>docs/protocol.md</c>.</remarks>
internal static class CellMerge
{
    /// <summary>Applies one operation.</summary>
    /// <param name="current">
    /// The cell as the remote has it; null when there is none, or when it was not read because the operation has seen it.
    /// </param>
    /// <param name="op">The operation.</param>
    /// <param name="context">The push that carries it.</param>
    public static Applied Apply(Cell? current, Op op, in PushContext context)
    {
        return op.Kind switch
        {
            _ when IsOutdated(op, current, context.Author) => new Applied(current, Outcome.Superseded, null),
            OpKind.Put or OpKind.Cas when Sees(op, current, context.Author) =>
                new Applied(Written(current, op, context, op.Value, op.Dead), Outcome.Applied, null),
            OpKind.Put => PutConcurrently(current!, op, context),
            OpKind.Cas => new Applied(current, Outcome.Rejected, null),
            OpKind.Add => CounterMerge.Add(current, op, context),
            OpKind.Reset => CounterMerge.Reset(current, op, context),
            OpKind.Include => SetMerge.Include(current, op, context),
            OpKind.Remove => op.Cell.Kind switch
            {
                ItemKind.Counter => CounterMerge.Remove(current, op, context),
                ItemKind.Set => SetMerge.Remove(current, op, context),
                _ => RemoveObserved(current, op, context),
            },
            _ => throw new ArgumentOutOfRangeException(nameof(op), op.Kind, "unknown kind of operation"),
        };
    }

    /// <summary>True when the writer knew what it replaces: nothing, something up to its base, or its own.</summary>
    /// <remarks>
    /// A tombstone is nothing to a compare-and-set that found nothing: there is no value to merge with, and a replica's
    /// first pull leaves tombstones out, so that a rejected one would wait for a row that never comes. It is nothing to a
    /// field of a map either: whoever removed the field had not seen this write, which therefore survives.
    /// </remarks>
    public static bool Sees(Op op, Cell? current, Author author) =>
        current is null || current.Seq <= op.Base || author.Wrote(current)
        || (current.Dead && ((op.Kind == OpKind.Cas && op.Base == 0) || (op.Kind == OpKind.Put && op.Cell.Kind == ItemKind.Map)));

    /// <summary>
    /// True when its writer has written over an operation since, and the remote got that first: from a copy of the file, after
    /// it was restored to before what the copy had sent of it.
    /// </summary>
    public static bool IsOutdated(Op op, Cell? current, Author author) =>
        current is not null && op.Cell.Kind != ItemKind.Counter && current.Seq > op.Base && author.WroteAfter(op, current);

    /// <summary>True when two versions hold the same: the same text, or both nothing.</summary>
    public static bool SameContent(string? value, bool dead, string? otherValue, bool otherDead) =>
        dead == otherDead && string.Equals(value, otherValue, StringComparison.Ordinal);

    private static Applied PutConcurrently(Cell current, Op op, in PushContext context)
    {
        var stamp = context.Correct(op.Stamp);
        var wins = stamp != current.Stamp
            ? stamp > current.Stamp
            : string.CompareOrdinal(context.Replica, current.Origin) > 0;
        var mine = new ConflictVersion(op.Id, context.Replica, op.Value, op.Dead, stamp);
        var theirs = ConflictVersion.Of(current);
        var conflict = SameContent(op.Value, op.Dead, current.Value, current.Dead)
            ? null
            : new ConflictFact(op.Cell, wins ? mine : theirs, wins ? theirs : mine, context.Seq);
        return wins
            ? new Applied(Written(current, op, context, op.Value, op.Dead), Outcome.Applied, conflict)
            : new Applied(current, Outcome.Superseded, conflict);
    }

    // A field that the writer has not seen in its present form stays.
    private static Applied RemoveObserved(Cell? current, Op op, in PushContext context) => Sees(op, current, context.Author)
        ? new Applied(Written(current, op, context, null, dead: true), Outcome.Applied, null)
        : new Applied(current, Outcome.Superseded, null);

    /// <summary>The cell after an operation. A write that saw the other is later than it, whatever the clocks say.</summary>
    internal static Cell Written(Cell? current, Op op, in PushContext context, string? value, bool dead, string? state = null)
    {
        var stamp = context.Correct(op.Stamp);
        return new Cell(
            op.Cell, value, dead, current is null ? stamp : Math.Max(stamp, current.Stamp + 1), context.Replica, op.Id, context.Seq, state);
    }
}
