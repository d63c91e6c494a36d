using System.Globalization;

namespace Persist.Engine.Merge;

/// <summary>
/// Counters: increments travel as increments, and a reset takes away only what its writer had observed, so concurrent
/// increments survive it. The cell's state is its generation: which reset was its last.
/// </summary>
/// <remarks>A counter's cell is always read before it is written; see <see cref="NeedsCell"/>.</remarks>
internal static class CounterMerge
{
    /// <summary>True when the result depends on what is in the cell even if the writer had seen it.</summary>
    public static bool NeedsCell(Op op) => op.Cell.Kind == ItemKind.Counter;

    /// <summary>The generation of a counter's cell; 0 before the first reset.</summary>
    public static long GenerationOf(Cell? cell) => cell?.State is { } state ? long.Parse(state, CultureInfo.InvariantCulture) : 0;

    public static Applied Add(Cell? current, Op op, in PushContext context) =>
        Exact.TrySum(Number(current), Exact.Parse(op.Value), out var sum)
            ? Changed(current, op, context, sum, GenerationOf(current))
            : new Applied(current, Outcome.Failed, null);

    public static Applied Reset(Cell? current, Op op, in PushContext context) => current is not { Dead: false }
        ? new Applied(current, Outcome.Superseded, null)
        : TakeObserved(current, op, context);

    /// <summary>A reset, after which nothing remains of a counter that is zero: others' unseen increments keep it alive.</summary>
    public static Applied Remove(Cell? current, Op op, in PushContext context)
    {
        var taken = Reset(current, op, context);
        var rest = taken.Cell;
        return rest is not { Dead: false } || Number(rest) != 0m
            ? taken
            : new Applied(CellMerge.Written(current, op, context, null, dead: true, rest.State), Outcome.Applied, null);
    }

    // Another reset came first: what this one had observed is gone already.
    private static Applied TakeObserved(Cell current, Op op, in PushContext context) =>
        GenerationOf(current) != op.Generation
            ? new Applied(current, Outcome.Superseded, null)
            : Exact.TrySum(Number(current), -Exact.Parse(op.Value), out var rest)
                ? Changed(current, op, context, rest, After(op))
                : new Applied(current, Outcome.Failed, null);

    // Not how many there were: a writer with a reset under way would take another's for its own, and what that one has taken
    // for what is still there.
    private static long After(Op reset) => (reset.Salt + reset.N) & (long.MaxValue >> 1);

    private static decimal Number(Cell? cell) => cell is { Dead: false } ? Exact.Parse(cell.Value) : 0m;

    private static Applied Changed(Cell? current, Op op, in PushContext context, decimal number, long generation) => new(
        CellMerge.Written(current, op, context, Exact.Format(number), dead: false, generation.ToString(CultureInfo.InvariantCulture)),
        Outcome.Applied,
        null);
}
