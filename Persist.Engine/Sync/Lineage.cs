using Persist.Engine.Local.Tables;
using Persist.Engine.Remotes;

namespace Persist.Engine.Sync;

/// <summary>Are the local file and the remote still each other's past? Asked at every pull, before any row is applied.</summary>
internal static class Lineage
{
    /// <summary>Compares where the file stands with what the remote says.</summary>
    public static LineageState Of(Position local, PullHeader remote) => local switch
    {
        _ when remote.Head < local.Cursor || IsOtherPast(local, remote) || HasLostBatch(local, remote.Last) => LineageState.Rewound,
        _ when !IsLast(local, remote.Last) && !IsFrozen(local, remote.Last) => LineageState.Forked,
        _ when (local.Cursor > 0 || IsFrozen(local, remote.Last)) && local.Cursor < remote.Floor => LineageState.Outdated,
        _ => LineageState.Continuous,
    };

    /// <summary>True when the remote took the frozen batch.</summary>
    public static bool IsFrozen(Position local, LastBatch? last) =>
        local.FrozenId is not null && last is not null && last.No == local.BatchNo + 1 && last.Id == local.FrozenId;

    /// <summary>True when what the remote took last is the last that this replica knows to have sent.</summary>
    public static bool IsLast(Position local, LastBatch? last) =>
        last is null ? local.BatchNo == 0 : last.No == local.BatchNo && last.Id == local.BatchId;

    /// <summary>
    /// True when the remote has not what this replica knows to have sent last. A copy of the file may have sent more than this one;
    /// but what this one has sent, no copy takes away.
    /// </summary>
    public static bool HasLostBatch(Position local, LastBatch? last) => local.BatchNo > 0
        && (last is null || last.No < local.BatchNo || (last.No == local.BatchNo && last.Id != local.BatchId));

    // Batches before the floor may be purged, and tell nothing then; nor does the one at the floor where an earlier version has purged.
    private static bool IsOtherPast(Position local, PullHeader remote) =>
        local.Tail is not null && remote.CursorTail != local.Tail && (local.Cursor > remote.Floor || remote.CursorTail is not null);
}
