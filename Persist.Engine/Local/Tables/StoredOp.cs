using Persist.Engine.Merge;

namespace Persist.Engine.Local.Tables;

/// <summary>An operation as the queue holds it.</summary>
/// <param name="Op">The operation; its value is null also while the cell shows it (see <paramref name="InCell"/>).</param>
/// <param name="InCell">True when the value is not stored a second time: it is the cell's visible one.</param>
/// <param name="Previous">The operation before it on the same cell; 0 when there is none.</param>
/// <param name="State">How far it is.</param>
/// <param name="AtSeq">Acknowledged: the seq of its push. Parked: the seq of the version that it could not be merged with.</param>
/// <param name="Ancestor">The version that a compare-and-set came from, once the shadow is a newer one; see <see cref="SavedVersion"/>.</param>
/// <param name="Transaction">The first operation of the same write.</param>
internal sealed record StoredOp(Op Op, bool InCell, long Previous, OpState State, long AtSeq, string? Ancestor, long Transaction);
