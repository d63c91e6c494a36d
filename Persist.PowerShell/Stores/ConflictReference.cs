namespace Persist;

/// <summary>How a cmdlet is told which conflict: by its id, or by the object that Get-PersistConflict or a handler has.</summary>
public sealed class ConflictReference
{
    /// <summary>By id.</summary>
    /// <param name="id">The conflict's id.</param>
    public ConflictReference(string id) => Id = id;

    /// <summary>By object; it knows its store.</summary>
    /// <param name="conflict">The entry of the conflict log.</param>
    public ConflictReference(PersistConflict conflict)
    {
        ArgumentNullException.ThrowIfNull(conflict);
        Object = conflict;
        Id = conflict.Id;
    }

    /// <summary>By what a handler finds in <c>$Event.SourceEventArgs</c>.</summary>
    /// <param name="conflict">The event.</param>
    public ConflictReference(PersistConflictEventArgs conflict)
        : this((conflict ?? throw new ArgumentNullException(nameof(conflict))).Conflict)
    {
    }

    /// <summary>The conflict's id.</summary>
    public string Id { get; }

    internal PersistConflict? Object { get; }

    /// <summary>The id.</summary>
    public override string ToString() => Id;
}
