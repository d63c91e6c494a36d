using Persist.Engine.Local.Tables;

namespace Persist.Engine.Local.Reading;

/// <summary>What the file knows of its own state; stamps are microseconds since 1970-01-01 UTC.</summary>
/// <param name="Pending">Operations that wait or are being sent.</param>
/// <param name="OldestPending">The stamp of the oldest of them.</param>
/// <param name="Parked">Operations that are set aside: their merge failed, or a person is to decide.</param>
/// <param name="DeadLetters">Operations that the remote refused for good.</param>
/// <param name="Cursor">The remote is applied up to here.</param>
/// <param name="RemoteHead">The remote's last known position.</param>
/// <param name="LastSync">The stamp of the last sync that ended well.</param>
/// <param name="ClockOffset">The remote's clock minus this machine's, in microseconds.</param>
/// <param name="LastRecovery">How the last fork, resync or repair went.</param>
internal sealed record LocalStatus(
    long Pending, long? OldestPending, long Parked, long DeadLetters, long Cursor, long? RemoteHead, long? LastSync, long? ClockOffset,
    RecoveryNote? LastRecovery)
{
    /// <summary>Changes that no remote has.</summary>
    public long OnlyHere => Pending + Parked + DeadLetters;
}
