namespace Persist.Engine;

/// <summary>Whose versions stand where a restored or exchanged remote and this replica do not have the same past.</summary>
public enum RepairKeep
{
    /// <summary>The remote's. What it has lost is gone here too, and kept in the conflict log.</summary>
    Remote,

    /// <summary>This replica's. What the remote has lost is sent to it again.</summary>
    Local,
}
