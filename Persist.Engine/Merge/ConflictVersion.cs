namespace Persist.Engine.Merge;

/// <summary>One side of a conflict.</summary>
/// <param name="Op">The operation that wrote it.</param>
/// <param name="Origin">The replica that wrote it.</param>
/// <param name="Value">JSON text; null exactly when <paramref name="Dead"/>.</param>
/// <param name="Dead">True when this side deleted the item.</param>
/// <param name="Stamp">Microseconds since 1970-01-01 UTC.</param>
internal sealed record ConflictVersion(string Op, string Origin, string? Value, bool Dead, long Stamp)
{
    public static ConflictVersion Of(Cell cell) => new(cell.Op, cell.Origin, cell.Value, cell.Dead, cell.Stamp);
}
