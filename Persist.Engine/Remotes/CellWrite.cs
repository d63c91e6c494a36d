using Persist.Engine.Merge;

namespace Persist.Engine.Remotes;

/// <summary>
/// One cell that a push writes. A cell that all operations on it had seen was not read, so it is written blindly:
/// the stored stamp becomes the greater of the cell's and the old stored one plus <paramref name="Times"/>.
/// </summary>
/// <param name="Cell">The state after the push.</param>
/// <param name="Times">How many operations of the push wrote it.</param>
internal readonly record struct CellWrite(Cell Cell, int Times);
