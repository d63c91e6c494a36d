namespace Persist.Engine.Sync;

/// <summary>One change that waits for the remote, or that it refused.</summary>
/// <param name="Id">The operation's id.</param>
/// <param name="Key">The item it changes.</param>
/// <param name="Operation"><c>Set</c>, <c>Remove</c>, <c>Add</c>, <c>Reset</c>, <c>AddMember</c>, <c>RemoveMember</c>, <c>SetField</c> or <c>RemoveField</c>.</param>
/// <param name="Detail">What is written, in words; null where the operation says it all.</param>
/// <param name="Json">The value to be sent; null for a removal.</param>
/// <param name="EnqueuedAt">When it was written.</param>
/// <param name="State">How far it is.</param>
/// <param name="Attempts">How often it has been sent without a definite answer.</param>
/// <param name="Reason">Why it was refused; null when it was not.</param>
public sealed record QueuedOperation(
    string Id,
    string Key,
    string Operation,
    string? Detail,
    string? Json,
    DateTimeOffset EnqueuedAt,
    QueuedOperationState State,
    long Attempts,
    string? Reason);
