using Persist.Engine.Sync;

namespace Persist;

/// <summary>How a replica recovered from a copied file, a restored remote, or a long absence.</summary>
public sealed class PersistRecovery
{
    private PersistRecovery(string store, Recovery recovery)
    {
        Store = store;
        Kind = SameName.To<PersistRecoveryKind>(recovery.Kind);
        At = recovery.At.ToLocalTime();
        Kept = recovery.Kept;
        Sent = recovery.Sent;
        Buried = recovery.Buried;
        Changed = recovery.Changed;
    }

    /// <summary>The store's name.</summary>
    public string Store { get; }

    /// <summary>What happened.</summary>
    public PersistRecoveryKind Kind { get; }

    /// <summary>When, in local time.</summary>
    public DateTimeOffset At { get; }

    /// <summary>Changes that waited and still do.</summary>
    public long Kept { get; }

    /// <summary>Changes that waited, and that another copy of the file had sent.</summary>
    public long Sent { get; }

    /// <summary>Changes of which nobody can tell whether they were sent: Get-PersistQueue -DeadLetter.</summary>
    public long Buried { get; }

    /// <summary>Parts of items that are others than before; after a repair, those that the remote had lost.</summary>
    public long Changed { get; }

    /// <summary>Kind and time.</summary>
    public override string ToString() => $"{Kind}, {At:g}";

    internal static PersistRecovery? Of(string store, Recovery? recovery) => recovery is null ? null : new PersistRecovery(store, recovery);
}
