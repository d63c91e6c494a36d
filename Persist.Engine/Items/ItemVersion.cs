namespace Persist.Engine.Items;

/// <summary>One version of an item, as a merge, a conflict handler and the conflict log see it.</summary>
/// <param name="Key">The item's key.</param>
/// <param name="Json">The value as JSON text; null exactly when <paramref name="IsDeleted"/>.</param>
/// <param name="Timestamp">When it was written.</param>
/// <param name="Replica">The id of the replica that wrote it.</param>
/// <param name="IsDeleted">True when this version deletes the item.</param>
public sealed record ItemVersion(string Key, string? Json, DateTimeOffset Timestamp, string Replica, bool IsDeleted);
