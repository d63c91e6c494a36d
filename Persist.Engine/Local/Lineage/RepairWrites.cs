using Persist.Engine.Local.Writing;
using Persist.Engine.Merge;

namespace Persist.Engine.Local.Lineage;

/// <summary>The operations that make a cell show again what it showed before its remote lost it.</summary>
internal sealed class RepairWrites(OpWriter ops, ItemWriter items)
{
    /// <summary>Writes them; false when that cannot be, and the remote's version stands.</summary>
    /// <param name="id">The cell.</param>
    /// <param name="kept">What it showed; null when it is known to have been deleted.</param>
    public bool Restore(CellKey id, Cell? kept)
    {
        var visible = ops.Tables.Cells.Find(id);
        if (kept is not { Dead: false })
        {
            items.Remove(visible!.Value.Cell);
            return true;
        }

        switch (id.Kind)
        {
            case ItemKind.Value:
                ops.Write(id, items.KindOfWrite(id.Key), kept.Value);
                return true;
            case ItemKind.Counter:
                return Count(id, visible?.Cell, Exact.Parse(kept.Value));
            default:
                ops.Write(id, id.Kind == ItemKind.Set ? OpKind.Include : OpKind.Put, kept.Value);
                return true;
        }
    }

    // Not an increment by the difference: every replica that sends again what the remote has lost would add it. Of several
    // resets that saw the same generation one counts, and takes away what there is too much, be it less than nothing.
    private bool Count(CellKey id, Cell? shown, decimal kept)
    {
        var number = shown is { Dead: false } ? Exact.Parse(shown.Value) : 0m;
        if (!Exact.TrySum(number, -kept, out var surplus))
        {
            return false;
        }

        if (shown is not { Dead: false })
        {
            ops.Write(id, OpKind.Add, "0"); // nothing is taken from a counter that is not there
        }

        ops.Write(id, OpKind.Reset, Exact.Format(surplus), CounterMerge.GenerationOf(ops.Tables.Cells.Find(id)?.Cell));
        return true;
    }
}
