namespace Persist.Engine.Sync;

/// <summary>What a replica recovered from.</summary>
public enum RecoveryKind
{
    /// <summary>Its file was copied or restored from a backup: it is a replica of its own now.</summary>
    Fork,

    /// <summary>It was away for longer than the remote keeps deletions: it took the remote's state anew.</summary>
    Resync,

    /// <summary>The remote was restored or made anew, and the remote's state was kept.</summary>
    KeepRemote,

    /// <summary>The remote was restored or made anew, and the state of this replica was kept.</summary>
    KeepLocal,
}
