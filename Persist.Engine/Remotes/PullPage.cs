using Persist.Engine.Merge;

namespace Persist.Engine.Remotes;

/// <summary>Rows of one or more whole pushes.</summary>
/// <param name="Cells">In order of seq.</param>
/// <param name="Conflicts">The conflicts that these pushes settled.</param>
/// <param name="Cursor">The position that is reached when the page is applied: the last page's is the snapshot's head.</param>
internal sealed record PullPage(IReadOnlyList<Cell> Cells, IReadOnlyList<ConflictFact> Conflicts, long Cursor);
