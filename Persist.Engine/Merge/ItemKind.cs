namespace Persist.Engine.Merge;

/// <summary>The kinds of item as they are written in files and at the remote.</summary>
internal static class ItemKind
{
    /// <summary>One JSON value, replaced as a whole. One cell.</summary>
    public const string Value = "value";

    /// <summary>A number that is added to. One cell.</summary>
    public const string Counter = "counter";

    /// <summary>An observed-remove set of JSON values. A cell for each member; its path is the member's canonical JSON.</summary>
    public const string Set = "set";

    /// <summary>An observed-remove map. A cell for each field; its path is the field's name.</summary>
    public const string Map = "map";
}
