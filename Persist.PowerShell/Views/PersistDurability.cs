namespace Persist;

/// <summary>What a write that has returned survives.</summary>
public enum PersistDurability
{
    /// <summary>A power cut.</summary>
    Full,

    /// <summary>The end of the process; a power cut may take the last writes.</summary>
    Normal,
}
