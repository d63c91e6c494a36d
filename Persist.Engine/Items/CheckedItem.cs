namespace Persist.Engine.Items;

/// <summary>A key and a value that a store can take, as <see cref="PersistStore.Check"/> found: it need not be checked again.</summary>
public readonly struct CheckedItem
{
    internal CheckedItem(string key, string json) => (Key, Json) = (key, json);

    /// <summary>The key as it is stored: NFC-normalised.</summary>
    public string Key { get; }

    /// <summary>The value: JSON text.</summary>
    public string Json { get; }

    /// <summary>True when the item is to be written only where it is still as <see cref="Seen"/> says.</summary>
    internal bool IsConditional { get; private init; }

    /// <summary>The item as it was read; null: there was none.</summary>
    internal StoredItem? Seen { get; private init; }

    /// <summary>
    /// The same, to be written only where the item still has the value that was read: compare-and-set. Else the write is refused
    /// with <see cref="Errors.PersistErrors.ItemChanged"/>, or, where there was none, <see cref="Errors.PersistErrors.ItemExists"/>.
    /// </summary>
    /// <remarks>It compares with what is here; what another replica has written and not been pulled yet is a conflict, as ever.</remarks>
    /// <param name="seen">The item as it was read; null to write only where there is none.</param>
    public CheckedItem IfStill(StoredItem? seen) => this with { IsConditional = true, Seen = seen };
}
