using Persist.Engine.Items;

namespace Persist.Engine.Conflicts;

/// <summary>One entry of the conflict log.</summary>
/// <param name="Id">Stable: the same conflict has the same id on every replica and at every retry.</param>
/// <param name="Key">The item's key.</param>
/// <param name="Field">The field, where the item is a map; else null.</param>
/// <param name="DetectedAt">When this replica learned of it.</param>
/// <param name="Strategy">What decided it.</param>
/// <param name="State">Whether it is decided.</param>
/// <param name="Local">This replica's version; on a replica that took no part, the version that won.</param>
/// <param name="Remote">The other version.</param>
/// <param name="Resolved">What stands; null while it is open.</param>
/// <param name="Reason">Why it is open: the merge's error; or how it was decided, where neither the strategy nor a person did that. Else null.</param>
public sealed record ConflictRecord(
    string Id,
    string Key,
    string? Field,
    DateTimeOffset DetectedAt,
    SyncStrategy Strategy,
    ConflictState State,
    ItemVersion Local,
    ItemVersion Remote,
    ItemVersion? Resolved,
    string? Reason);
