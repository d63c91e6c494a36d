using System.Globalization;
using Persist.Engine.Merge;

namespace Persist.Engine.Local.Tables;

/// <summary>
/// The remote took a batch, directly after what the replica had pulled, and all of it; the operations are still in the
/// queue. Kept in the file from the answer until they are settled, so that the next batch need not wait for that.
/// </summary>
/// <param name="Through">The last operation of the batch.</param>
/// <param name="Seq">The position of the push.</param>
/// <param name="ServerNow">The remote's clock: microseconds since 1970-01-01 UTC.</param>
/// <param name="Offset">The remote's clock minus the replica's, in microseconds.</param>
internal sealed record SettlementNote(long Through, long Seq, long ServerNow, long Offset)
{
    /// <summary>The push as the merge rule needs it.</summary>
    public PushContext Push(Author author) => new(author, Seq, ServerNow, Offset);

    /// <summary>The text that is stored.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Through} {Seq} {ServerNow} {Offset}");

    /// <summary>Reads what <see cref="ToString"/> made; null for null.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static SettlementNote? Parse(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var numbers = Array.ConvertAll(text.Split(' '), number => long.TryParse(number, CultureInfo.InvariantCulture, out var parsed) ? parsed : (long?)null);
        return numbers is [{ } through, { } seq, { } serverNow, { } offset]
            ? new SettlementNote(through, seq, serverNow, offset)
            : throw new InvalidDataException("the note of a batch that is to be settled cannot be read");
    }
}
