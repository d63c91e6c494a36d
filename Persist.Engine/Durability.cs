namespace Persist.Engine;

/// <summary>What a returned write has survived.</summary>
public enum Durability
{
    /// <summary>The loss of power (SQLite's <c>synchronous=FULL</c>).</summary>
    Full,

    /// <summary>The end of the process; a power cut may take the last writes (<c>synchronous=NORMAL</c>).</summary>
    Normal,
}
