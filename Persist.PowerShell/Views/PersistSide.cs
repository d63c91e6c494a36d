namespace Persist;

/// <summary>One of the two versions of a conflict.</summary>
public enum PersistSide
{
    /// <summary>This replica's.</summary>
    Local,

    /// <summary>The other one.</summary>
    Remote,
}
