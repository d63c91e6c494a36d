using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Engine.Merge;

namespace Persist.Engine;

/// <content>
/// Items that merge by what was done to them: counters, sets and maps. They work with every strategy, and an item keeps
/// its kind: each method throws <see cref="PersistErrors.KindChange"/> for an item of another. A set without members, and a
/// map without fields, is no item.
/// </content>
public sealed partial class PersistStore
{
    /// <summary>Adds to a counter, and makes it if there is none.</summary>
    /// <param name="key">The item.</param>
    /// <param name="amount">A whole number (64 bits), or a decimal; may be negative.</param>
    /// <returns>The item with the new number.</returns>
    /// <exception cref="PersistException"><see cref="PersistErrors.CounterOverflow"/>.</exception>
    public StoredItem AddToCounter(string key, decimal amount)
    {
        var normal = ItemRules.NormalizeKey(key);
        return Local.Write(writer => writer.Add(normal, amount));
    }

    /// <summary>Takes away what is in a counter here; increments that others make at the same time survive.</summary>
    /// <param name="key">The item.</param>
    /// <returns>The item, with zero; null when there is no such counter.</returns>
    public StoredItem? ResetCounter(string key)
    {
        var normal = ItemRules.NormalizeKey(key);
        return Local.Write(writer => writer.Reset(normal));
    }

    /// <summary>Adds members to a set, and makes it if there is none. A member survives a removal that had not seen this.</summary>
    /// <param name="key">The item.</param>
    /// <param name="members">JSON texts; equal values are one member, however they are written.</param>
    /// <returns>The item; null when there are no members.</returns>
    public StoredItem? AddToSet(string key, IReadOnlyList<string> members)
    {
        var (normal, canonical) = Members(key, members);
        return Local.Write(writer => writer.Include(normal, canonical));
    }

    /// <summary>Removes members from a set, as they are here; one that is added elsewhere at the same time survives.</summary>
    /// <param name="key">The item.</param>
    /// <param name="members">JSON texts; equal values are one member, however they are written.</param>
    /// <returns>How many of them were in it.</returns>
    public int RemoveFromSet(string key, IReadOnlyList<string> members)
    {
        var (normal, canonical) = Members(key, members);
        return Local.Write(writer => writer.RemoveParts(normal, ItemKind.Set, canonical));
    }

    /// <summary>Writes fields of a map, and makes it if there is none. Fields are merged one by one.</summary>
    /// <param name="key">The item.</param>
    /// <param name="fields">Names and JSON texts.</param>
    /// <returns>The item; null when there are no fields.</returns>
    public StoredItem? SetFields(string key, IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var normal = ItemRules.NormalizeKey(key);
        foreach (var (name, json) in fields)
        {
            ItemRules.CheckPath(normal, name);
            ItemRules.CheckJson(normal, json);
        }

        return Local.Write(writer => writer.SetFields(normal, fields));
    }

    /// <summary>Removes fields of a map as they are here; one that is written elsewhere at the same time survives.</summary>
    /// <param name="key">The item.</param>
    /// <param name="names">The names of the fields; case-sensitive.</param>
    /// <returns>How many of them there were.</returns>
    public int RemoveFields(string key, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var normal = ItemRules.NormalizeKey(key);
        return Local.Write(writer => writer.RemoveParts(normal, ItemKind.Map, names));
    }

    private static (string Key, List<string> Members) Members(string key, IReadOnlyList<string> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        var normal = ItemRules.NormalizeKey(key);
        var canonical = new List<string>(members.Count);
        foreach (var member in members)
        {
            ItemRules.CheckJson(normal, member);
            canonical.Add(ItemRules.CanonicalMember(normal, member));
        }

        return (normal, canonical);
    }
}
