namespace Persist.Engine.Items;

/// <summary>A key and a value that a store can take, as <see cref="PersistStore.Check"/> found: it need not be checked again.</summary>
public readonly struct CheckedItem
{
    internal CheckedItem(string key, string json) => (Key, Json) = (key, json);

    /// <summary>The key as it is stored: NFC-normalised.</summary>
    public string Key { get; }

    /// <summary>The value: JSON text.</summary>
    public string Json { get; }
}
