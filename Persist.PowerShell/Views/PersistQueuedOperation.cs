using Persist.Engine.Sync;
using Persist.Json;

namespace Persist;

/// <summary>A change that waits for the remote.</summary>
public sealed class PersistQueuedOperation
{
    private readonly StoredValue _value;

    internal PersistQueuedOperation(string store, QueuedOperation operation)
    {
        _value = new StoredValue(operation.Json);
        Store = store;
        Id = operation.Id;
        Key = operation.Key;
        Operation = operation.Operation;
        EnqueuedAt = operation.EnqueuedAt.ToLocalTime();
        State = SameName.To<PersistQueueState>(operation.State);
    }

    /// <summary>The store's name.</summary>
    public string Store { get; }

    /// <summary>The operation's id.</summary>
    public string Id { get; }

    /// <summary>The item it changes.</summary>
    public string Key { get; }

    /// <summary><c>Set</c> or <c>Remove</c>.</summary>
    public string Operation { get; }

    /// <summary>The value to be sent; null for a removal.</summary>
    public object? Value => _value.Value;

    /// <summary>When it was written, in local time.</summary>
    public DateTimeOffset EnqueuedAt { get; }

    /// <summary>How far it is.</summary>
    public PersistQueueState State { get; }
}
