namespace Persist.Engine.Items;

/// <summary>The documented size limits.</summary>
public static class ItemLimits
{
    /// <summary>The longest key, in bytes of UTF-8: what fits an index row of the remote.</summary>
    public const int KeyBytes = 1024;

    /// <summary>The largest value, in bytes of UTF-8.</summary>
    public const int ValueBytes = 16 * 1024 * 1024;
}
