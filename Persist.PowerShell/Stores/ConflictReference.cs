using System.Management.Automation;
using Persist.Stores;

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
        Key = conflict.Key;
    }

    /// <summary>By what a handler finds in <c>$Event.SourceEventArgs</c>.</summary>
    /// <param name="conflict">The event.</param>
    public ConflictReference(PersistConflictEventArgs conflict)
        : this((conflict ?? throw new ArgumentNullException(nameof(conflict))).Conflict)
    {
    }

    /// <summary>By what is left of an entry of the conflict log on its way from another process.</summary>
    /// <param name="copy">The copy.</param>
    /// <exception cref="PSInvalidCastException">It is no such copy.</exception>
    public ConflictReference(PSObject copy)
    {
        ArgumentNullException.ThrowIfNull(copy);
        Id = Copy.Read<PersistConflict>(copy, nameof(PersistConflict.Id))
            ?? throw new PSInvalidCastException($"A conflict cannot be of the type {copy.BaseObject.GetType().Name}. Give its id, or what Get-PersistConflict returned.");
        Key = Copy.Read<PersistConflict>(copy, nameof(PersistConflict.Key));
        Store = Copy.Read<PersistConflict>(copy, nameof(PersistConflict.Store)) is { } store ? new StoreReference(store) : null;
    }

    /// <summary>The conflict's id.</summary>
    public string Id { get; }

    internal PersistConflict? Object { get; }

    /// <summary>The item's key, where it is known.</summary>
    internal string? Key { get; }

    /// <summary>The store of a copy, by name.</summary>
    internal StoreReference? Store { get; }

    /// <summary>The id.</summary>
    public override string ToString() => Id;
}
