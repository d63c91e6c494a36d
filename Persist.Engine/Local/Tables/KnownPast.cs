using System.Globalization;

namespace Persist.Engine.Local.Tables;

/// <summary>
/// Positions at which the file stood, each with the remote's name for it. After the remote was restored, the last of them that it
/// still has is in the past of both. Close to the end there are many of them, and the fewer the longer ago.
/// </summary>
internal sealed class KnownPast
{
    /// <summary>So that all of it fits into one page of the file, beside others.</summary>
    public const int Most = 32;

    private readonly List<(long Seq, string Tail)> _stood;

    private KnownPast(List<(long Seq, string Tail)> stood) => _stood = stood;

    /// <summary>By ascending position.</summary>
    public IReadOnlyList<(long Seq, string Tail)> Stood => _stood;

    /// <summary>Reads what <see cref="ToString"/> made; nothing from null.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static KnownPast Parse(string? text) => new([.. (text ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries).Select(entry =>
        entry.Split(' ') is [var seq, var tail] && long.TryParse(seq, CultureInfo.InvariantCulture, out var parsed)
            ? (parsed, tail)
            : throw new InvalidDataException("the note of what is known of the remote's past cannot be read"))]);

    /// <summary>Notes where the file stands, if it knows the name of that. Called with the write transaction open.</summary>
    public static void Note(LocalTables tables, Position position)
    {
        var past = Parse(tables.Meta.Text(MetaName.KnownPast));
        if (position.Tail is { } tail && past.Stand(position.Cursor, tail))
        {
            tables.Meta.Set(MetaName.KnownPast, past.ToString());
        }
    }

    /// <summary>The remote has another past from here on. Called with the write transaction open.</summary>
    /// <param name="tables">The open write transaction's tables.</param>
    /// <param name="common">The last position that it still has.</param>
    public static void Forget(LocalTables tables, long common)
    {
        var past = Parse(tables.Meta.Text(MetaName.KnownPast));
        past._stood.RemoveAll(stood => stood.Seq > common);
        tables.Meta.Set(MetaName.KnownPast, past.ToString());
    }

    /// <summary>Whether where the file stood is in the remote's past, nobody can tell. Called with the write transaction open.</summary>
    public static void ForgetAll(LocalTables tables) => tables.Meta.Set(MetaName.KnownPast, "");

    /// <summary>Adds a position behind the others; false when it is no new one.</summary>
    public bool Stand(long seq, string tail)
    {
        if (_stood is [.., var last] && last.Seq >= seq)
        {
            return false;
        }

        _stood.Add((seq, tail));
        if (_stood.Count > Most)
        {
            _stood.RemoveAt(Enumerable.Range(1, _stood.Count - 2).MinBy(Gap));
        }

        return true;

        // How large the gap would be without it, measured by how long ago it is.
        double Gap(int at) => (double)(_stood[at + 1].Seq - _stood[at - 1].Seq) / (seq - _stood[at - 1].Seq);
    }

    /// <summary>The text that is stored.</summary>
    public override string ToString() => string.Join(';', _stood.Select(stood => string.Create(CultureInfo.InvariantCulture, $"{stood.Seq} {stood.Tail}")));
}
