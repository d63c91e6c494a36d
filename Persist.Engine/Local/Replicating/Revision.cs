using Persist.Engine.Local.Tables;
using Persist.Engine.Merge;

namespace Persist.Engine.Local.Replicating;

/// <summary>
/// How pending operations and the visible cell move together. Every method is called with the write transaction open.
/// </summary>
/// <param name="tables">The transaction's tables.</param>
internal sealed class Revision(LocalTables tables)
{
    private Author? _author;

    private Author Author => _author ??= tables.Author();

    /// <summary>Makes the cell show the remote's version with the waiting operations applied.</summary>
    /// <param name="id">The cell.</param>
    /// <param name="shadow">The remote's version.</param>
    /// <param name="chain">The waiting operations, oldest first, each with its own value.</param>
    /// <param name="now">The replica's clock: microseconds since 1970-01-01 UTC.</param>
    public void Show(CellKey id, Cell? shadow, IReadOnlyList<StoredOp> chain, long now)
    {
        if (chain.Count == 0)
        {
            Rest(id, shadow);
            return;
        }

        // What a push has included already is not applied a second time.
        var waiting = chain.Where(stored =>
            stored.State != OpState.Open && (stored.State != OpState.Acknowledged || stored.AtSeq > (shadow?.Seq ?? 0)));
        var offset = tables.Meta.Number(MetaName.ClockOffset) ?? 0;
        var visible = Prediction.Fold(shadow, waiting.Select(stored => stored.Op), new PushContext(Author, 0, now + offset, offset));
        var nothing = new Cell(id, null, true, now, Author.Replica, chain[^1].Op.Id, 0);
        tables.Cells.Put((visible ?? nothing) with { Seq = shadow?.Seq ?? 0 }, chain[^1].Op.N);
    }

    /// <summary>Puts a version of the remote below the waiting operations, and makes the cell show what comes out.</summary>
    /// <param name="id">The cell.</param>
    /// <param name="before">The remote's version until now: what a compare-and-set that has to be merged came from.</param>
    /// <param name="shadow">The remote's version from now on.</param>
    /// <param name="chain">The waiting operations, oldest first, each with its own value.</param>
    /// <param name="now">The replica's clock: microseconds since 1970-01-01 UTC.</param>
    public void Receive(CellKey id, Cell? before, Cell? shadow, IReadOnlyList<StoredOp> chain, long now)
    {
        if (chain.Count == 0 || shadow is null)
        {
            Show(id, shadow, chain, now);
            return;
        }

        var contested = false;
        var waiting = new List<StoredOp>(chain.Count);
        foreach (var stored in chain)
        {
            var isWaitingCas = stored.Op.Kind == OpKind.Cas && stored.State != OpState.Acknowledged;
            var sees = !isWaitingCas || CellMerge.Sees(stored.Op, shadow, Author);
            if (!sees)
            {
                tables.Ops.SetAncestor(stored.Op.N, SavedVersion.Write(before));
                contested = true;
            }

            waiting.Add(sees && isWaitingCas ? Release(stored) : stored);
        }

        tables.Shadows.Put(shadow, contested);
        Show(id, shadow, waiting, now);
    }

    /// <summary>The unsettled operations of a cell, each with a value of its own, so that the cell may show another.</summary>
    public IReadOnlyList<StoredOp> Detach(VisibleCell visible)
    {
        var chain = tables.Ops.Chain(visible.Pending);
        if (!chain.Any(stored => stored.InCell))
        {
            return chain;
        }

        tables.Ops.Materialize(visible.Pending);
        return [.. chain.Select(stored => stored.InCell
            ? stored with { Op = stored.Op with { Value = visible.Cell.Value }, InCell = false }
            : stored)];
    }

    /// <summary>Takes operations out of a cell's chain and deletes them; what is left follows.</summary>
    public IReadOnlyList<StoredOp> Drop(IReadOnlyList<StoredOp> chain, Func<StoredOp, bool> gone)
    {
        var left = new List<StoredOp>(chain.Count);
        foreach (var stored in chain)
        {
            if (gone(stored))
            {
                tables.Ops.Delete(stored.Op.N);
                continue;
            }

            var previous = left.Count == 0 ? 0 : left[^1].Op.N;
            if (previous != stored.Previous)
            {
                tables.Ops.Relink(stored.Op.N, previous);
            }

            left.Add(stored with { Previous = previous });
        }

        return left;
    }

    /// <summary>Takes operations out of their cells, which then show what is left. Of one cell, in one walk along its chain.</summary>
    public void Withdraw(IEnumerable<Op> ops, long now)
    {
        foreach (var ofCell in ops.GroupBy(op => op.Cell, op => op.N))
        {
            var gone = ofCell.ToHashSet();
            var visible = tables.Cells.Get(ofCell.Key);
            var left = Drop(Detach(visible), stored => gone.Contains(stored.Op.N));
            Show(ofCell.Key, visible.Cell.Seq == 0 ? null : tables.Shadows.Find(ofCell.Key), left, now);
        }
    }

    /// <summary>Gives operations up: they become dead letters, and what waited for a decision about them is settled without them.</summary>
    public void Bury(IReadOnlyCollection<Op> ops, string reason, long now)
    {
        foreach (var op in ops)
        {
            tables.DeadLetters.Add(op, reason, now);
        }

        Withdraw(ops, now);
        foreach (var id in ops.Where(op => op.Kind == OpKind.Cas).Select(op => op.Cell).Distinct())
        {
            if (tables.Cells.Find(id) is { } shown)
            {
                tables.Conflicts.CloseOpen(PendingMerge.Version(shown.Cell));
            }
        }
    }

    /// <summary>
    /// There is nothing to decide about an operation any more. What was set aside waits again, under its name, by which copies of the
    /// file know it; only where its number lies within a frozen batch, which it is no part of, it goes to the end of the queue.
    /// </summary>
    public StoredOp Release(StoredOp stored)
    {
        var op = stored.Op;
        tables.Conflicts.CloseOpen(op, Author.Replica);
        if (stored.State is OpState.Pending or OpState.Acknowledged)
        {
            return stored;
        }

        tables.Ops.Wait(op.N);
        var position = tables.Position.Read();
        if (op.N > position.FrozenThrough)
        {
            return stored with { State = OpState.Pending };
        }

        // Not the old opening's next number: another copy, or the original itself, may give that to something else.
        var renamed = op with { N = position.NextOp, Salt = tables.Salt, Replaced = op.Standing };
        tables.Position.Write(position with { NextOp = position.NextOp + 1 });
        tables.Ops.Rename(op.N, renamed);
        return stored with { Op = renamed, State = OpState.Pending };
    }

    // Nothing waits: the cell is the remote's version, and there is no shadow.
    private void Rest(CellKey id, Cell? shadow)
    {
        if (shadow is null)
        {
            tables.Cells.Delete(id);
            return;
        }

        tables.Cells.Put(shadow, 0);
        tables.Shadows.Delete(id);
    }
}
