using Persist.Engine.Merge;

namespace Persist.Engine.Local.Tables;

/// <summary>A cell as the local file shows it.</summary>
/// <param name="Cell">The visible version; its seq is that of the remote's version below the pending operations.</param>
/// <param name="Pending">The last unsettled operation on it; 0 when there is none.</param>
internal readonly record struct VisibleCell(Cell Cell, long Pending)
{
    /// <summary>When it was written, by the remote's clock: what waits is stamped by this machine's.</summary>
    /// <param name="offset">The remote's clock minus this machine's, in microseconds.</param>
    public long StampAt(long offset) => Cell.Stamp + (Pending == 0 ? 0 : offset);
}
