using Persist.Engine.Sync;

namespace Persist;

/// <summary>A snapshot of where a store stands towards its remote.</summary>
public sealed class PersistSyncStatus
{
    // Longer than an ordinary interval: something may be stuck.
    private static readonly TimeSpan Stale = TimeSpan.FromMinutes(2);

    private readonly bool _isUnderWay;

    internal PersistSyncStatus(string store, SyncStatus status, DateTimeOffset now)
    {
        Store = store;
        State = SameName.To<PersistSyncState>(status.State);
        Pending = status.Pending;
        OldestPendingAge = now - status.OldestPending;
        OpenConflicts = status.OpenConflicts;
        DeadLetters = status.DeadLetters;
        LastSync = status.LastSync?.ToLocalTime();
        LocalPosition = status.LocalPosition;
        RemotePosition = status.RemotePosition;
        LastError = status.LastError?.Message;
        LastErrorId = status.LastError?.Error.Id;
        NextAttempt = status.NextAttempt?.ToLocalTime();
        ClockOffset = status.ClockOffset;
        Remote = status.Remote;
        LastRecovery = PersistRecovery.Of(store, status.LastRecovery);
        _isUnderWay = status.IsUnderWay;
    }

    /// <summary>The store's name.</summary>
    public string Store { get; }

    /// <summary>The summary.</summary>
    public PersistSyncState State { get; }

    /// <summary>Operations that wait for the remote.</summary>
    public long Pending { get; }

    /// <summary>How long the oldest of them has waited; null when none waits.</summary>
    public TimeSpan? OldestPendingAge { get; }

    /// <summary>Items that wait for a decision: their merge failed, or a person is to decide.</summary>
    public long OpenConflicts { get; }

    /// <summary>Operations that the remote refused for good: Get-PersistQueue -DeadLetter has them.</summary>
    public long DeadLetters { get; }

    /// <summary>When a sync last ended well, in local time; null before the first.</summary>
    public DateTimeOffset? LastSync { get; }

    /// <summary>The position up to which the remote's changes are here.</summary>
    public long LocalPosition { get; }

    /// <summary>The remote's last known position; null before the first contact.</summary>
    public long? RemotePosition { get; }

    /// <summary>Why the last attempt failed, in a sentence; null when it did not.</summary>
    public string? LastError { get; }

    /// <summary>The error id of <see cref="LastError"/>.</summary>
    public string? LastErrorId { get; }

    /// <summary>When the background sync tries next, in local time; null when nothing is scheduled.</summary>
    public DateTimeOffset? NextAttempt { get; }

    /// <summary>The remote's clock minus this machine's; null before the first contact.</summary>
    public TimeSpan? ClockOffset { get; }

    /// <summary>The remote's address, without secrets; null when there is none.</summary>
    public string? Remote { get; }

    /// <summary>The last recovery from a copied file, a restored remote, or a long absence; null when there was none.</summary>
    public PersistRecovery? LastRecovery { get; }

    /// <summary>How long ago the last sync ended well, in words; <c>never</c> before the first.</summary>
    public string GetLastSyncAge() => (State, LastSync) switch
    {
        (PersistSyncState.Local, _) => "",
        (_, { } time) => Ago.Span(DateTimeOffset.UtcNow - time) + " ago",
        _ => "never",
    };

    /// <summary>What there is to know beyond the state, in a few words: what is wrong, else what waits, else the remote.</summary>
    public string GetNote() => this switch
    {
        { State: PersistSyncState.Faulted } => $"{LastErrorId}: see LastError",
        { State: PersistSyncState.Offline, _isUnderWay: true } => $"{LastErrorId}, trying again",
        { State: PersistSyncState.Offline, NextAttempt: { } next } => $"{LastErrorId}, {NextTry(next - DateTimeOffset.UtcNow)}",
        { State: PersistSyncState.Offline } => $"{LastErrorId}, until Sync-PersistStore",
        { DeadLetters: > 0 } => $"{DeadLetters:N0} refused: Get-PersistQueue",
        { OpenConflicts: > 0 } => $"{OpenConflicts:N0} to decide: Get-PersistConflict",
        { OldestPendingAge: { } age } when age >= Stale => $"waiting for {Ago.Span(age)}",
        { State: PersistSyncState.Paused } => "until Resume-PersistSync",
        _ => Remote ?? "",
    };

    /// <summary>The state, and how many changes wait: <c>Offline, 3 pending</c>.</summary>
    public override string ToString() => Pending == 0 ? $"{State}" : $"{State}, {Pending:N0} pending";

    private static string NextTry(TimeSpan left) => left < TimeSpan.FromSeconds(1) ? "next try now" : $"next try in {Ago.Span(left)}";
}
