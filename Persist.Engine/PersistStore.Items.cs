using Persist.Engine.Errors;
using Persist.Engine.Items;

namespace Persist.Engine;

/// <content>Items: reading, writing, deleting.</content>
public sealed partial class PersistStore
{
    /// <summary>Checks what a write would refuse.</summary>
    /// <exception cref="PersistException">The key or the value cannot be stored.</exception>
    public static CheckedItem Check(string key, string json)
    {
        var normal = ItemRules.NormalizeKey(key);
        ItemRules.CheckJson(normal, json);
        return new CheckedItem(normal, json);
    }

    /// <summary>One item; null when there is none.</summary>
    /// <param name="key">The item's key; case-sensitive.</param>
    /// <exception cref="PersistException"><see cref="PersistErrors.InvalidKey"/>, or the file cannot be read.</exception>
    public StoredItem? Get(string key) => Local.Get(ItemRules.NormalizeKey(key));

    /// <summary>Whether there is an item with this key.</summary>
    /// <param name="key">The item's key; case-sensitive.</param>
    public bool Contains(string key) => Local.Contains(ItemRules.NormalizeKey(key));

    /// <summary>Streams the items whose keys start with a prefix, in the order of the keys' UTF-8 bytes, from one snapshot.</summary>
    /// <param name="prefix">The beginning of the keys; empty for all items.</param>
    public IEnumerable<StoredItem> Scan(string prefix = "") => Local.Scan(prefix);

    /// <summary>The first keys with a prefix, for completion.</summary>
    public IReadOnlyList<string> FindKeys(string prefix, int limit) => Local.FindKeys(prefix, limit);

    /// <summary>Writes one item; it is durable when this returns.</summary>
    /// <param name="key">At most <see cref="ItemLimits.KeyBytes"/> bytes of UTF-8.</param>
    /// <param name="json">JSON text, at most <see cref="ItemLimits.ValueBytes"/> bytes of UTF-8; kept to the letter.</param>
    /// <param name="force">True to replace an item of another kind.</param>
    /// <exception cref="PersistException">The key, the value or the file cannot be used; nothing was written.</exception>
    public StoredItem Set(string key, string json, bool force = false) => SetChecked([Check(key, json)], force)[0];

    /// <summary>Writes many items in one durable transaction; if one cannot be stored, none is written.</summary>
    /// <remarks>The transaction is the local file's. The remote, and others, get the items in order, each whole, but not all at once.</remarks>
    /// <exception cref="PersistException">A key, a value or the file cannot be used.</exception>
    public IReadOnlyList<StoredItem> SetMany(IReadOnlyList<KeyValuePair<string, string>> items, bool force = false)
    {
        ArgumentNullException.ThrowIfNull(items);
        var found = new CheckedItem[items.Count];
        for (var i = 0; i < found.Length; i++)
        {
            found[i] = Check(items[i].Key, items[i].Value);
        }

        return SetChecked(found, force);
    }

    /// <summary>Writes items that have been checked in one durable transaction; if one cannot be stored, none is written.</summary>
    /// <exception cref="PersistException">
    /// An item is of another kind (<see cref="PersistErrors.KindChange"/>), a map would have no fields
    /// (<see cref="PersistErrors.EmptyMap"/>), an item is not as <see cref="CheckedItem.IfStill"/> demands, or the file cannot be used.
    /// </exception>
    public IReadOnlyList<StoredItem> SetChecked(IReadOnlyList<CheckedItem> items, bool force = false)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Local.Write(writer =>
        {
            var stored = new StoredItem[items.Count];
            for (var i = 0; i < stored.Length; i++)
            {
                if (items[i].IsConditional)
                {
                    writer.CheckStill(items[i].Key, items[i].Seen);
                }

                stored[i] = writer.Set(items[i].Key, items[i].Json, force);
            }

            return stored;
        });
    }

    /// <summary>Deletes one item; false when there is none.</summary>
    public bool Remove(string key) => RemoveMany((IReadOnlyList<string>)[key]).Count > 0;

    /// <summary>Deletes items in one durable transaction; returns the keys that existed.</summary>
    /// <remarks>Of a counter, set or map only what is here is removed: what others add at the same time survives.</remarks>
    public IReadOnlyList<string> RemoveMany(IReadOnlyList<string> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var normal = keys.Select(ItemRules.NormalizeKey).ToList();
        return Local.Write(writer => normal.Where(writer.Remove).ToList());
    }

    /// <summary>Deletes items that are still as they were read, in one durable transaction; if one is not, none is deleted.</summary>
    /// <param name="seen">The items as they were read.</param>
    /// <returns>Their keys.</returns>
    /// <exception cref="PersistException"><see cref="PersistErrors.ItemChanged"/>, or the file cannot be used.</exception>
    public IReadOnlyList<string> RemoveMany(IReadOnlyList<StoredItem> seen)
    {
        ArgumentNullException.ThrowIfNull(seen);
        return Local.Write(writer =>
        {
            foreach (var item in seen)
            {
                writer.CheckStill(item.Key, item);
                writer.Remove(item.Key);
            }

            return seen.Select(item => item.Key).ToList();
        });
    }
}
