using Persist.Engine.Merge;

namespace Persist.Engine.Remotes;

/// <summary>Cuts the rows of a snapshot into pages that end where a push ends.</summary>
/// <remarks>
/// A page that ended inside a push would let a replica take the push's position as its cursor and never ask for the
/// rest of it. A push that is larger than a page is therefore one page.
/// </remarks>
/// <param name="size">How many rows make a page.</param>
/// <param name="head">The snapshot's head, which the last page reaches.</param>
/// <param name="conflicts">The snapshot's conflicts, in order of seq.</param>
internal sealed class PageCutter(int size, long head, IReadOnlyList<ConflictFact> conflicts)
{
    // Large values make a page before their number does.
    private const long MostCharacters = 16 * 1024 * 1024;

    private List<Cell> _cells = [];
    private int _nextConflict;
    private long _length;

    /// <summary>Takes the next row, in order of seq, and returns the page that is complete with it, if one is.</summary>
    public PullPage? Add(Cell cell)
    {
        var page = (_cells.Count >= size || _length >= MostCharacters) && _cells[^1].Seq != cell.Seq ? Cut(_cells[^1].Seq) : null;
        _cells.Add(cell);
        _length += cell.Value?.Length ?? 0;
        return page;
    }

    /// <summary>The last page. It may be empty: pushes whose every row was overwritten since move the cursor too.</summary>
    public PullPage Finish() => Cut(head);

    private PullPage Cut(long cursor)
    {
        var settled = new List<ConflictFact>();
        while (_nextConflict < conflicts.Count && conflicts[_nextConflict].Seq <= cursor)
        {
            settled.Add(conflicts[_nextConflict++]);
        }

        var page = new PullPage(_cells, settled, cursor);
        (_cells, _length) = ([], 0);
        return page;
    }
}
