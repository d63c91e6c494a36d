namespace Persist.Engine;

/// <summary>What a write that has returned survives.</summary>
public enum Durability
{
    /// <summary>A power cut (SQLite's <c>synchronous=FULL</c>).</summary>
    Full,

    /// <summary>The end of the process; a power cut may take the last writes (<c>synchronous=NORMAL</c>).</summary>
    Normal,
}
