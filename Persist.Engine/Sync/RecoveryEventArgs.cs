namespace Persist.Engine.Sync;

/// <summary>A replica has recovered from a copied file, a restored remote, or a long absence.</summary>
public sealed class RecoveryEventArgs(Recovery recovery) : EventArgs
{
    /// <summary>What happened.</summary>
    public Recovery Recovery { get; } = recovery;
}
