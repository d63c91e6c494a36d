using System.Text.RegularExpressions;

namespace Persist.Engine.Tests.Promises;

/// <summary>
/// A table of <c>docs/conflicts.md</c> that is checked. A comment above it says what it is about:
/// <c>&lt;!-- checked: scenario, strategy, strategy --&gt;</c>. Rows are what A did, columns are what B did.
/// </summary>
internal sealed partial record DocumentedTable(
    string Scenario, IReadOnlyList<SyncStrategy> Strategies, IReadOnlyList<(string Row, string Column, string Text)> Cells)
{
    /// <summary>A square that cannot happen.</summary>
    public const string Impossible = "—";

    /// <summary>All tables of the page that are checked.</summary>
    public static IReadOnlyList<DocumentedTable> All { get; } = [.. Read()];

    private static IEnumerable<DocumentedTable> Read()
    {
        var lines = File.ReadAllLines(Repository.File("docs", "conflicts.md"));
        for (var i = 0; i < lines.Length; i++)
        {
            if (Mark().Match(lines[i]) is { Success: true } mark)
            {
                var rows = lines.Skip(i + 1).SkipWhile(string.IsNullOrWhiteSpace).TakeWhile(line => line.StartsWith('|')).Select(Split).ToList();
                var names = mark.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries);
                yield return new DocumentedTable(
                    names[0],
                    [.. names.Skip(1).Select(Enum.Parse<SyncStrategy>)],
                    [.. rows.Skip(2).SelectMany(row => row.Skip(1).Select((text, column) => (row[0], rows[0][column + 1], text)))]);
            }
        }
    }

    private static string[] Split(string line) => [.. line.Trim('|').Split('|').Select(cell => cell.Replace("**", "", StringComparison.Ordinal).Trim())];

    [GeneratedRegex(@"^<!-- checked: (.+) -->$")]
    private static partial Regex Mark();
}
