namespace Persist.Engine.Merge;

/// <summary>What a replica shows while operations wait: the remote's version with the operations applied to it.</summary>
internal static class Prediction
{
    /// <summary>Applies waiting operations, oldest first, as the remote will.</summary>
    /// <param name="shadow">The remote's version; null when it has none.</param>
    /// <param name="ops">The operations, with their values.</param>
    /// <param name="context">A push at this moment, as far as the replica can tell.</param>
    /// <remarks>
    /// A compare-and-set shows its own value until it is merged: a replica never stops showing its own write before
    /// something has decided about it.
    /// </remarks>
    public static Cell? Fold(Cell? shadow, IEnumerable<Op> ops, in PushContext context)
    {
        var visible = shadow;
        foreach (var op in ops)
        {
            var seeing = op.Kind == OpKind.Cas && !CellMerge.IsOutdated(op, visible, context.Author) ? op with { Base = long.MaxValue } : op;
            visible = CellMerge.Apply(visible, seeing, context).Cell;
        }

        return visible;
    }
}
