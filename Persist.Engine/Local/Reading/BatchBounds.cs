using Persist.Engine.Local.Tables;

namespace Persist.Engine.Local.Reading;

/// <summary>How large a batch may be, and where the last one begins.</summary>
/// <param name="Ops">The most operations.</param>
/// <param name="Size">About the most characters of values.</param>
/// <param name="Goal">No batch begins behind this operation.</param>
internal readonly record struct BatchBounds(int Ops, long Size, long Goal = long.MaxValue)
{
    /// <summary>Takes operations from the head of the queue: whole writes, beyond the bounds if need be.</summary>
    public List<StoredOp> Cut(IEnumerable<StoredOp> pending)
    {
        var ops = new List<StoredOp>();
        var size = 0L;
        foreach (var stored in pending)
        {
            size += stored.Op.Value?.Length ?? 0;
            if (ops.Count == 0 ? stored.Op.N > Goal : stored.Transaction != ops[^1].Transaction && (ops.Count >= Ops || size > Size))
            {
                break;
            }

            ops.Add(stored);
        }

        return ops;
    }
}
