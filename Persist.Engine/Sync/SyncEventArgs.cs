namespace Persist.Engine.Sync;

/// <summary>A sync that moved something has ended.</summary>
public sealed class SyncEventArgs(SyncResult result) : EventArgs
{
    /// <summary>What it moved.</summary>
    public SyncResult Result { get; } = result;
}
