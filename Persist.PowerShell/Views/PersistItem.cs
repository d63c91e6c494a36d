using Persist.Engine.Items;
using Persist.Json;

namespace Persist;

/// <summary>An item of a store, as it was when it was read.</summary>
public sealed class PersistItem
{
    private readonly StoredValue _value;

    internal PersistItem(StoredItem item, bool asDictionary = false)
    {
        _value = new StoredValue(item.Key, item.Json, asDictionary);
        Stored = item;
        UpdatedAt = item.UpdatedAt.ToLocalTime();
    }

    /// <summary>The key; case-sensitive.</summary>
    public string Key => Stored.Key;

    /// <summary>The value; see <c>docs/values.md</c> for what JSON becomes. Converted when it is first asked for.</summary>
    public object? Value => _value.Value;

    /// <summary>The kind of item: <c>value</c>, <c>counter</c>, <c>set</c> or <c>map</c>.</summary>
    public string Kind => Stored.Kind;

    /// <summary>When it was written, in local time; corrected to the remote's clock once the remote has it.</summary>
    public DateTimeOffset UpdatedAt { get; }

    /// <summary>The id of the replica that wrote it.</summary>
    public string Replica => Stored.Replica;

    /// <summary>True while a write made here waits for the remote.</summary>
    public bool IsPending => Stored.IsPending;

    /// <summary>The item as it was read, whatever has become of <see cref="Value"/> since.</summary>
    internal StoredItem Stored { get; }

    /// <summary>The exact JSON text that is stored.</summary>
    public string GetJson() => Stored.Json;

    /// <summary>The key.</summary>
    public override string ToString() => Key;
}
