using Persist.Engine.Conflicts;
using Persist.Engine.Items;

namespace Persist.Engine.Transfer;

/// <summary>What the user's merge said about an item that is here and in the file. It holds as long as the item here is this one.</summary>
/// <param name="Here">The item that it was asked about.</param>
/// <param name="Result">What it decided; null when it failed.</param>
/// <param name="Failure">Why it failed.</param>
internal sealed record MergeAnswer(StoredItem Here, MergeResult? Result, string? Failure);
