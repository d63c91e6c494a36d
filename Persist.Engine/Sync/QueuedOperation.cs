namespace Persist.Engine.Sync;

/// <summary>One change that waits for the remote.</summary>
/// <param name="Id">The operation's id.</param>
/// <param name="Key">The item it changes.</param>
/// <param name="Operation"><c>Set</c> or <c>Remove</c>.</param>
/// <param name="Json">The value to be sent; null for a removal.</param>
/// <param name="EnqueuedAt">When it was written.</param>
/// <param name="State">How far it is.</param>
public sealed record QueuedOperation(
    string Id, string Key, string Operation, string? Json, DateTimeOffset EnqueuedAt, QueuedOperationState State);
