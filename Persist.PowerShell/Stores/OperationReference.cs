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

    /// <summary>The operation's id.</summary>
    public string Id { get; }

    internal PersistQueuedOperation? Object { get; }

    /// <summary>The id.</summary>
    public override string ToString() => Id;
}
