using Persist.Engine.Sync;
using Persist.Json;

namespace Persist;

/// <summary>A change that waits for the remote, or that it refused for good.</summary>
public sealed class PersistQueuedOperation
{
    private readonly StoredValue _value;

    internal PersistQueuedOperation(PersistStore store, QueuedOperation operation)
    {
        _value = new StoredValue(operation.Key, operation.Json);
        Owner = store;
        Store = store.Name;
        Id = operation.Id;
        Key = operation.Key;
        Operation = operation.Operation;
        Detail = operation.Detail;
        EnqueuedAt = operation.EnqueuedAt.ToLocalTime();
        State = SameName.To<PersistQueueState>(operation.State);
        Attempts = operation.Attempts;
        Reason = operation.Reason;
    }

    /// <summary>The store's name.</summary>
    public string Store { get; }

    /// <summary>The operation's id.</summary>
    public string Id { get; }

    /// <summary>The item it changes.</summary>
    public string Key { get; }

    /// <summary>
    /// <c>Set</c>, <c>Remove</c>, <c>Add</c>, <c>Reset</c>, <c>AddMember</c>, <c>RemoveMember</c>, <c>SetField</c> or
    /// <c>RemoveField</c>.
    /// </summary>
    public string Operation { get; }

    /// <summary>What is written, in words; null where the operation says it all.</summary>
    public string? Detail { get; }

    /// <summary>The value to be sent; null for a removal.</summary>
    public object? Value => _value.Value;

    /// <summary>When it was written, in local time.</summary>
    public DateTimeOffset EnqueuedAt { get; }

    /// <summary>How far it is.</summary>
    public PersistQueueState State { get; }

    /// <summary>How often it has been sent without a definite answer.</summary>
    public long Attempts { get; }

    /// <summary>Why it was refused; null when it was not.</summary>
    public string? Reason { get; }

    internal PersistStore Owner { get; }
}
