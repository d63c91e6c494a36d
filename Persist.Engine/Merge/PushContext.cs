namespace Persist.Engine.Merge;

/// <summary>What all operations of one push share.</summary>
/// <param name="Author">Who pushes.</param>
/// <param name="Seq">The position that the push gets.</param>
/// <param name="ServerNow">The remote's clock: microseconds since 1970-01-01 UTC.</param>
/// <param name="Offset">The remote's clock minus the replica's, in microseconds.</param>
internal readonly record struct PushContext(Author Author, long Seq, long ServerNow, long Offset)
{
    /// <summary>The id of the replica that pushes.</summary>
    public string Replica => Author.Replica;

    /// <summary>A replica's stamp by the remote's clock, and never ahead of it.</summary>
    public long Correct(long stamp) => Math.Min(stamp + Offset, ServerNow);
}
