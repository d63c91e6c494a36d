namespace Persist.Engine.Merge;

/// <summary>The state of one cell, as the remote and every replica hold it.</summary>
/// <param name="Id">Which cell.</param>
/// <param name="Value">JSON text; null exactly when <paramref name="Dead"/>.</param>
/// <param name="Dead">True for a tombstone.</param>
/// <param name="Stamp">When it was written, corrected to the remote's clock: microseconds since 1970-01-01 UTC.</param>
/// <param name="Origin">The replica that wrote it.</param>
/// <param name="Op">The id of the operation that wrote it.</param>
/// <param name="Seq">The remote's position of the push that wrote it; 0 while no remote has it.</param>
/// <param name="State">What its kind keeps beside the value: see <see cref="CounterMerge"/> and <see cref="SetMerge"/>.</param>
internal sealed record Cell(
    CellKey Id, string? Value, bool Dead, long Stamp, string Origin, string Op, long Seq, string? State = null);
