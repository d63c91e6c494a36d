using Persist.Engine.Conflicts;
using Persist.Engine.Items;
using Persist.Engine.Local.Tables;
using Persist.Engine.Merge;

namespace Persist.Engine.Local.Replicating;

/// <summary>A compare-and-set and the foreign version that it has to be merged with, as they were read.</summary>
/// <param name="Mine">The visible version: this replica's.</param>
/// <param name="Theirs">The remote's version.</param>
/// <param name="Ancestor">The version that <paramref name="Mine"/> came from; null when there was none.</param>
/// <param name="Op">The operation that waits.</param>
internal sealed record PendingMerge(Cell Mine, Cell Theirs, SavedVersion? Ancestor, StoredOp Op)
{
    /// <summary>The conflict's stable id.</summary>
    public string ConflictId => ConflictFact.IdOf(Mine.Id, Op.Op.Id, Theirs.Op);

    /// <summary>True when both sides hold the same, so that there is nothing to ask and nothing to report.</summary>
    public bool IsAgreed => CellMerge.SameContent(Mine.Value, Mine.Dead, Theirs.Value, Theirs.Dead);

    /// <summary>What the merge is asked.</summary>
    public MergeRequest Request => new(
        Mine.Id.Key,
        Version(Mine),
        Version(Theirs),
        Ancestor is null
            ? null
            : new ItemVersion(Mine.Id.Key, Ancestor.Value, Stamp.ToTime(Ancestor.Stamp), Ancestor.Origin, Ancestor.Dead));

    /// <summary>A cell as users see it.</summary>
    public static ItemVersion Version(Cell cell) => new(cell.Id.Key, cell.Value, Stamp.ToTime(cell.Stamp), cell.Origin, cell.Dead);
}
