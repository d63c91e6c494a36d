using Persist.Engine.Conflicts;

namespace Persist.Engine;

/// <summary>Who decides about the items whose keys fit a pattern.</summary>
/// <param name="Pattern">A key with the wildcards <c>*</c> and <c>?</c>; case counts.</param>
/// <param name="Strategy">Who decides.</param>
/// <param name="Merge">The merge of <see cref="SyncStrategy.Custom"/>.</param>
public sealed record KeyPolicy(string Pattern, SyncStrategy Strategy, MergeFunction? Merge = null);
