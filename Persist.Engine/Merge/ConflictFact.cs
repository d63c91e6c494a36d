using System.Security.Cryptography;
using System.Text;

namespace Persist.Engine.Merge;

/// <summary>Two concurrent writes to one cell, of which last-write-wins kept one.</summary>
/// <param name="Cell">Where.</param>
/// <param name="Winner">The version that stands.</param>
/// <param name="Loser">The version that does not, kept so that it can be brought back.</param>
/// <param name="Seq">The push that decided it.</param>
internal sealed record ConflictFact(CellKey Cell, ConflictVersion Winner, ConflictVersion Loser, long Seq)
{
    /// <summary>Stable: whoever computes it from the same two operations gets the same text.</summary>
    public string Id => IdOf(Cell, Winner.Op, Loser.Op);

    /// <summary>The id of the conflict between two operations on one cell, whichever is named first.</summary>
    public static string IdOf(CellKey cell, string op, string otherOp)
    {
        var (first, second) = string.CompareOrdinal(op, otherOp) <= 0 ? (op, otherOp) : (otherOp, op);
        var bytes = Encoding.UTF8.GetBytes(string.Join('\0', cell.Key, cell.Kind, cell.Path, first, second));
        return Convert.ToHexString(SHA256.HashData(bytes), 0, 16).ToLowerInvariant();
    }
}
