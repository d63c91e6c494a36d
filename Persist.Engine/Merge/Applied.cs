namespace Persist.Engine.Merge;

/// <summary>The result of applying one operation to one cell.</summary>
/// <param name="Cell">The cell afterwards.</param>
/// <param name="Outcome">What became of the operation.</param>
/// <param name="Conflict">The conflict that it settled, if there was one.</param>
internal readonly record struct Applied(Cell? Cell, Outcome Outcome, ConflictFact? Conflict);
