using Persist.Engine.Items;
using Persist.Engine.Local;
using Persist.Engine.Merge;
using Persist.Engine.Remotes;

namespace Persist.Engine.Sync;

/// <summary>Where the remote stood when it last answered, and what its clock said; what is worth it is written down in the file.</summary>
internal sealed class RemoteStanding(LocalStore local, TimeProvider clock)
{
    // Worth a local transaction, and worth telling: below it the estimate moves with every answer's delay.
    private static readonly long OffsetStep = Stamp.Of(DateTimeOffset.UnixEpoch.AddMilliseconds(100));

    private readonly Latest<long> _head = new();
    private readonly Latest<long> _clockOffset = new();
    private long? _floor;

    /// <summary>The remote's last known position; null before the first contact.</summary>
    public long? Head => _head.Value;

    /// <summary>The remote's clock minus this machine's, in microseconds; null before the first contact.</summary>
    public long? ClockOffset => _clockOffset.Value;

    /// <summary>The remote has answered.</summary>
    public void Note(PullHeader header)
    {
        _head.Value = header.Head;
        var offset = header.ServerNow - Stamp.Now(clock);
        if (ClockOffset is null || Math.Abs(offset - ClockOffset.Value) > OffsetStep)
        {
            _clockOffset.Value = offset;
            local.Replication.SawRemote(header.Head, offset);
        }

        if (_floor != header.Floor)
        {
            _floor = header.Floor;
            local.Replication.SawFloor(header.Floor);
        }
    }

    /// <summary>The remote has taken a batch.</summary>
    public void Note(PushResult result) => _head.Value = Math.Max(Head ?? 0, result.Seq);
}
