namespace Persist.Engine.Items;

/// <summary>An item as the local file shows it.</summary>
/// <param name="Key">The key, NFC-normalised.</param>
/// <param name="Json">The value: the exact JSON text that was stored.</param>
/// <param name="Kind">The kind of item: <c>value</c>, <c>counter</c>, <c>set</c> or <c>map</c>.</param>
/// <param name="UpdatedAt">When it was written, corrected to the remote's clock once the remote has it.</param>
/// <param name="Replica">The id of the replica that wrote it.</param>
/// <param name="IsPending">True while a local write to it waits for the remote.</param>
public sealed record StoredItem(string Key, string Json, string Kind, DateTimeOffset UpdatedAt, string Replica, bool IsPending);
