namespace Persist.Engine.Sync;

/// <summary>A value of several words that a sync notes, and the status of another thread reads as a whole.</summary>
internal sealed class Latest<T>
    where T : struct
{
    private volatile object? _value;

    /// <summary>The value; null while none was noted.</summary>
    public T? Value
    {
        get => (T?)_value;
        set => _value = value;
    }
}
