using System.Management.Automation;
using Persist.Stores;

namespace Persist;

/// <summary>How a cmdlet is told which store: by its name, or by the object that New-PersistStore returned.</summary>
public sealed class StoreReference
{
    /// <summary>By name; it must fit one open store.</summary>
    /// <param name="name">The store's name.</param>
    public StoreReference(string name) => Name = name;

    /// <summary>By object; unambiguous also when two replicas of one store are open.</summary>
    /// <param name="store">The store.</param>
    public StoreReference(PersistStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        Object = store;
        Name = store.Name;
    }

    /// <summary>By what a handler finds in <c>$Event.Sender</c>.</summary>
    /// <param name="sender">The source of a store's events.</param>
    public StoreReference(StoreEvents sender)
        : this((sender ?? throw new ArgumentNullException(nameof(sender))).Store)
    {
    }

    /// <summary>By what is left of a store's object on its way into another process (a job, a remote session): its name.</summary>
    /// <param name="copy">The copy.</param>
    /// <exception cref="PSInvalidCastException">It is no such copy.</exception>
    public StoreReference(PSObject copy)
    {
        ArgumentNullException.ThrowIfNull(copy);
        Name = Copy.Read<PersistStore>(copy, nameof(PersistStore.Name))
            ?? throw new PSInvalidCastException($"A store cannot be of the type {copy.BaseObject.GetType().Name}. Give its name, or what New-PersistStore or Get-PersistStore returned.");
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    internal PersistStore? Object { get; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
