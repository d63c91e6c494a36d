namespace Persist.Engine.Merge;

/// <summary>What a write means. Operations are what the queue holds and what is pushed.</summary>
/// <param name="N">Position in the replica's queue; grows with every write to the file and is never reused.</param>
/// <param name="Salt">Random number of the opening of the file that made it; (salt, n) names the operation for ever.</param>
/// <param name="Kind">How it is applied.</param>
/// <param name="Cell">The cell it writes.</param>
/// <param name="Value">JSON text: what is written; the amount of an <see cref="OpKind.Add"/>; what was observed of a counter.</param>
/// <param name="Dead">True when it deletes.</param>
/// <param name="Stamp">When it was written by the replica's clock: microseconds since 1970-01-01 UTC.</param>
/// <param name="Base">What it had seen: a put, the replica's cursor at the write; a cas, the cell's seq at the write.</param>
/// <param name="Generation">The generation of a counter that it had seen: which reset was the last.</param>
/// <param name="Replaced">
/// The operations that it stands for, as an <see cref="OpIdSet"/>: a copy of the file may hold them still, and need not send
/// them once this one has been applied. Null when there is none.
/// </param>
internal sealed record Op(
    long N, long Salt, OpKind Kind, CellKey Cell, string? Value, bool Dead, long Stamp, long Base, long Generation = 0, string? Replaced = null)
{
    /// <summary>The operation's name at the remote and in conflict records.</summary>
    public string Id => OpId.Format(Salt, N);

    /// <summary>What an operation stands for that takes the place of this one.</summary>
    public string Standing => OpIdSet.Standing([this]).ToString();
}
