using Persist.Engine.Errors;
using Persist.Engine.Local;
using Persist.Engine.Remotes;

namespace Persist.Engine.Sync;

/// <summary>Are the local file and the remote still each other's past? Asked at every pull, before any row is applied.</summary>
internal static class Lineage
{
    /// <summary>Stops the cycle when one of the two was copied, restored or left behind.</summary>
    /// <exception cref="PersistException">
    /// <see cref="PersistErrors.Rewound"/>, <see cref="PersistErrors.Forked"/> or <see cref="PersistErrors.ResyncNeeded"/>.
    /// </exception>
    public static void Check(string store, Position local, PullHeader remote)
    {
        if (remote.Head < local.Cursor || (local.Tail is not null && remote.CursorTail != local.Tail && local.Cursor >= remote.Floor))
        {
            throw PersistErrors.Rewound.With(store);
        }

        if (!IsLast(local, remote.Last) && !IsFrozen(local, remote.Last))
        {
            throw PersistErrors.Forked.With(store);
        }

        if (local.Cursor > 0 && local.Cursor < remote.Floor)
        {
            throw PersistErrors.ResyncNeeded.With(store);
        }
    }

    /// <summary>True when the remote took the frozen batch.</summary>
    public static bool IsFrozen(Position local, LastBatch? last) =>
        local.FrozenId is not null && last is not null && last.No == local.BatchNo + 1 && last.Id == local.FrozenId;

    private static bool IsLast(Position local, LastBatch? last) =>
        last is null ? local.BatchNo == 0 : last.No == local.BatchNo && last.Id == local.BatchId;
}
