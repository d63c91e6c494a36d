using Persist.Engine.Merge;

namespace Persist.Engine.Local;

/// <summary>A cell as the local file shows it.</summary>
/// <param name="Cell">The visible version; its seq is that of the remote's version below the pending operations.</param>
/// <param name="Pending">The last unsettled operation on it; 0 when there is none.</param>
internal readonly record struct VisibleCell(Cell Cell, long Pending);
