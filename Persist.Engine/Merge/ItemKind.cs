namespace Persist.Engine.Merge;

/// <summary>The kinds of item as they are written in files and at the remote.</summary>
internal static class ItemKind
{
    /// <summary>One JSON value, replaced as a whole.</summary>
    public const string Value = "value";
}
