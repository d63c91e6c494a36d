namespace Persist;

/// <summary>What a replica recovered from.</summary>
public enum PersistRecoveryKind
{
    /// <summary>Its file was copied or restored from a backup: it is a replica of its own now.</summary>
    Fork,

    /// <summary>It was away for longer than the remote keeps deletions: it took the remote's state anew.</summary>
    Resync,

    /// <summary>Its remote was restored or exchanged, and Repair-PersistStore kept the remote's versions.</summary>
    KeepRemote,

    /// <summary>Its remote was restored or exchanged, and Repair-PersistStore kept this replica's versions.</summary>
    KeepLocal,
}
