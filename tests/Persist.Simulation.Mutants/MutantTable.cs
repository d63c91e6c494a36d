namespace Persist.Simulation.Mutants;

/// <summary>The table of docs/reliability.md that says what notices that a rule is off.</summary>
internal static class MutantTable
{
    private const string Head = "| rule | mutant | what is switched off | what breaks |";

    /// <summary>The table of some mutants: the rules that must hold first.</summary>
    public static IReadOnlyList<string> Rows(IEnumerable<MutantEntry> mutants) =>
    [
        Head,
        "|---|---|---|---|",
        .. mutants.OrderBy(mutant => mutant.Rule ?? "N", StringComparer.Ordinal)
            .Select(mutant => $"| {mutant.Rule} | `{mutant.Name}` | {mutant.Text} | {mutant.CaughtBy} |".Replace("|  |", "| |", StringComparison.Ordinal)),
    ];

    /// <summary>The table that a page has.</summary>
    public static IReadOnlyList<string> Of(string page) => [.. page.Split('\n').SkipWhile(line => line != Head).TakeWhile(line => line.StartsWith('|'))];

    /// <summary>The page with another table.</summary>
    public static string Replace(string page, IReadOnlyList<string> rows) =>
        page.Replace(string.Join('\n', Of(page)), string.Join('\n', rows), StringComparison.Ordinal);
}
