using System.Globalization;

namespace Persist.Engine.Local.Tables;

/// <summary>
/// The last position beyond the cursor that the file has heard of, while it has not pulled up to there: where a pull of several pages
/// will end, where its own last push lies, and where the remote stood when it told a copied file what was sent. The name of the cursor,
/// which between two pages nobody knows here, does not tell whether the remote still has that past.
/// </summary>
/// <param name="Seq">Its number.</param>
/// <param name="Tail">Its name.</param>
internal sealed record Horizon(long Seq, string Tail)
{
    /// <summary>The text that is stored.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Seq} {Tail}");

    /// <summary>Reads what <see cref="ToString"/> made; null for null.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static Horizon? Parse(string? text) => text?.Split(' ') switch
    {
        null => null,
        [var seq, var tail] when long.TryParse(seq, CultureInfo.InvariantCulture, out var parsed) => new Horizon(parsed, tail),
        _ => throw new InvalidDataException("the note of how far the remote was heard of cannot be read"),
    };
}
