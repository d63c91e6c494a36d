using System.Management.Automation;
using Persist.Stores;

namespace Persist;

/// <summary>How a cmdlet is told which refused change: by its id, or by the object that Get-PersistQueue -DeadLetter returned.</summary>
public sealed class OperationReference
{
    /// <summary>By id.</summary>
    /// <param name="id">The operation's id.</param>
    public OperationReference(string id) => Id = id;

    /// <summary>By object; it knows its store.</summary>
    /// <param name="operation">The operation.</param>
    public OperationReference(PersistQueuedOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        Object = operation;
        Id = operation.Id;
    }

    /// <summary>By what is left of an operation on its way from another process.</summary>
    /// <param name="copy">The copy.</param>
    /// <exception cref="PSInvalidCastException">It is no such copy.</exception>
    public OperationReference(PSObject copy)
    {
        ArgumentNullException.ThrowIfNull(copy);
        Id = Copy.Read<PersistQueuedOperation>(copy, nameof(PersistQueuedOperation.Id))
            ?? throw new PSInvalidCastException($"A refused change cannot be of the type {copy.BaseObject.GetType().Name}. Give its id, or what Get-PersistQueue -DeadLetter returned.");
        Store = Copy.Read<PersistQueuedOperation>(copy, nameof(PersistQueuedOperation.Store)) is { } store ? new StoreReference(store) : null;
    }

    /// <summary>The operation's id.</summary>
    public string Id { get; }

    internal PersistQueuedOperation? Object { get; }

    /// <summary>The store of a copy, by name.</summary>
    internal StoreReference? Store { get; }

    /// <summary>The id.</summary>
    public override string ToString() => Id;
}
