using Persist.Engine.Items;

namespace Persist.Engine.Conflicts;

/// <summary>What a merge is asked to decide.</summary>
/// <param name="Key">The item's key.</param>
/// <param name="Local">This replica's version.</param>
/// <param name="Remote">The version that the remote has and this replica had not seen.</param>
/// <param name="Ancestor">The version from which both came; null when the item was new on both sides.</param>
public sealed record MergeRequest(string Key, ItemVersion Local, ItemVersion Remote, ItemVersion? Ancestor);
