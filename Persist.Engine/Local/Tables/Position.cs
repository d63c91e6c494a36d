using Persist.Engine.Merge;

namespace Persist.Engine.Local.Tables;

/// <summary>How far a replica knows the remote, and how far its queue is. Read at the start of every write transaction.</summary>
/// <param name="Cursor">The remote is applied up to here.</param>
/// <param name="Tail">The name of the remote's position at the cursor, when known.</param>
/// <param name="Epoch">New operations belong to this epoch.</param>
/// <param name="NextOp">The number of the next operation.</param>
/// <param name="FrozenThrough">Pending operations up to here are the frozen batch; 0 when there is none.</param>
/// <param name="FrozenId">The frozen batch's id.</param>
/// <param name="BatchNo">The number of the last batch that the remote took.</param>
/// <param name="BatchId">Its id; empty before the first.</param>
/// <param name="BatchSeq">Its position; 0 before the first.</param>
/// <param name="OtherKinds">True when the file may hold items of other kinds than values.</param>
/// <param name="Attempts">How often the frozen batch has been sent.</param>
/// <param name="Author">This replica, and what its file wrote before it became that.</param>
internal sealed record Position(
    long Cursor, string? Tail, long Epoch, long NextOp, long FrozenThrough, string? FrozenId, long BatchNo, string BatchId, long BatchSeq,
    bool OtherKinds, long Attempts, Author Author)
{
    /// <summary>The position of the last push that the file knows to be its own: what was acknowledged beyond it a copy of the file has sent.</summary>
    public long SentThrough => Math.Max(BatchSeq, Author.Former?.Values.DefaultIfEmpty().Max() ?? 0);
}
