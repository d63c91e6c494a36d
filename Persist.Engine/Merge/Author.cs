namespace Persist.Engine.Merge;

/// <summary>Who writes: a replica, and what else its file has written.</summary>
/// <param name="Replica">The replica's id.</param>
/// <param name="Former">
/// Ids that the file had before another copy of it went on under them, each with the position of the last push that the file
/// knows to be its own: what the other copy wrote later is foreign. Null when there is none.
/// </param>
/// <param name="Salts">
/// The openings of the file whose operations may wait in other copies as well, which send them under other ids: see
/// <see cref="OpId"/>. Each with the last number that it gave here: a file that was copied while it was open goes on giving
/// numbers in the original. Null when it does not matter.
/// </param>
/// <param name="GivenUp">Operations of those openings that were given up: where a copy has sent them, they are foreign. Null when there are none.</param>
internal sealed record Author(
    string Replica, IReadOnlyDictionary<string, long>? Former = null, IReadOnlyDictionary<long, long>? Salts = null, OpIdSet? GivenUp = null)
{
    /// <summary>True when the version in a cell is the author's own, so that whatever it writes next has seen it.</summary>
    public bool Wrote(Cell cell) => Added(cell.Origin, cell.Seq, cell);

    /// <summary>
    /// True when the version in a cell is of an operation that this file has made after another one: a copy of the file has sent
    /// that first, which the remote has heard of in no other way.
    /// </summary>
    public bool WroteAfter(Op op, Cell cell) => IsOfOpening(cell.Op, op.N);

    /// <summary>True when an addition to a set is the author's own.</summary>
    /// <param name="adder">The replica that made the addition.</param>
    /// <param name="seq">The position of the addition.</param>
    /// <param name="member">The member's cell.</param>
    public bool Added(string adder, long seq, Cell member) =>
        adder == Replica
        || (Former is not null && Former.TryGetValue(adder, out var last) && seq <= last)
        || (seq == member.Seq && IsOfOpening(member.Op, after: 0));

    private bool IsOfOpening(string op, long after) =>
        Salts is { Count: > 0 } && OpId.TryParse(op, out var salt, out var n) && n > after && Salts.TryGetValue(salt, out var end) && n <= end
        && GivenUp?.Contains(salt, n) is not true;
}
