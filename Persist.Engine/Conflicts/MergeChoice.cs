namespace Persist.Engine.Conflicts;

/// <summary>The ways in which a merge can end.</summary>
public enum MergeChoice
{
    /// <summary>The local version stands.</summary>
    Local,

    /// <summary>The remote version stands.</summary>
    Remote,

    /// <summary>A new value replaces both.</summary>
    Value,

    /// <summary>The item is deleted.</summary>
    Delete,
}
