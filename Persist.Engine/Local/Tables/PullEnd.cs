using System.Globalization;

namespace Persist.Engine.Local.Tables;

/// <summary>
/// Where a pull that takes several pages will end. Between two pages the file does not know which batch lies at its cursor; should
/// the pull break off there, this one tells whether the remote still has that past.
/// </summary>
/// <param name="Seq">The head of the pull's snapshot.</param>
/// <param name="Tail">The batch there.</param>
internal sealed record PullEnd(long Seq, string Tail)
{
    /// <summary>The text that is stored.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Seq} {Tail}");

    /// <summary>Reads what <see cref="ToString"/> made; null for null.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static PullEnd? Parse(string? text) => text?.Split(' ') switch
    {
        null => null,
        [var seq, var tail] when long.TryParse(seq, CultureInfo.InvariantCulture, out var parsed) => new PullEnd(parsed, tail),
        _ => throw new InvalidDataException("the note of where a pull was to end cannot be read"),
    };
}
