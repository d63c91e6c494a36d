namespace Persist.Json;

/// <summary>
/// A value kept as its JSON text and turned into an object when somebody asks. Any thread may ask; all get the same
/// object.
/// </summary>
/// <param name="key">Whose value it is.</param>
/// <param name="json">JSON text; null for no value.</param>
/// <param name="asDictionary">How JSON objects are read; see <see cref="JsonReading.Read"/>.</param>
internal sealed class StoredValue(string key, string? json, bool asDictionary = false)
{
    // A JSON null reads as null, so null cannot mean "not read yet".
    private static readonly object NotRead = new();
    private object? _value = NotRead;

    public string? Json { get; } = json;

    public bool IsRead => !ReferenceEquals(Volatile.Read(ref _value), NotRead);

    public object? Value
    {
        get
        {
            var known = Volatile.Read(ref _value);
            if (!ReferenceEquals(known, NotRead))
            {
                return known;
            }

            var read = Json is null ? null : JsonReading.Read(key, Json, asDictionary);
            var earlier = Interlocked.CompareExchange(ref _value, read, NotRead);
            return ReferenceEquals(earlier, NotRead) ? read : earlier;
        }
    }
}
