using System.Reflection;
using System.Text.RegularExpressions;

namespace Persist.Simulation.Mutants;

/// <summary>Holds the rules of docs/protocol.md, the mutants, and the table of docs/reliability.md to each other.</summary>
public sealed partial class MutantTableTests
{
    private static readonly IReadOnlyList<string> Rules = [.. Rule().Matches(Catalogue.Resource("protocol.md")).Select(rule => rule.Groups[1].Value)];

    [Fact]
    public void The_rules_that_must_hold_are_numbered() => Assert.Equal(Enumerable.Range(1, 8).Select(number => $"M{number}"), Rules);

    [Fact]
    public void Every_rule_that_must_hold_has_a_mutant() => Assert.Empty(Rules.Except(Catalogue.All.Select(mutant => mutant.Rule)));

    [Fact]
    public void A_mutant_of_a_rule_names_one_that_there_is() => Assert.Empty(Catalogue.All.Select(mutant => mutant.Rule).OfType<string>().Except(Rules));

    [Fact]
    public void Every_mutant_has_a_name_of_its_own() => Assert.Distinct(Catalogue.All.Select(mutant => mutant.Name));

    [Fact]
    public void The_table_in_the_documentation_is_what_the_catalogue_says() =>
        Assert.Equal(MutantTable.Rows(Catalogue.All), MutantTable.Of(Catalogue.Resource("reliability.md")));

    [Fact]
    public void Every_mutant_has_seeds_or_a_scene_that_is_there() => Assert.All(Catalogue.All.Where(mutant => mutant.Test is null), mutant => Assert.True(
        mutant.Scene is null ? mutant.Catches.Count > 0 : typeof(LockScene).GetMethod(mutant.Scene, BindingFlags.Instance | BindingFlags.Public) is not null,
        mutant.Name));

    // - **M1** One position for each push.
    [GeneratedRegex(@"^- \*\*(M\d+)\*\* ", RegexOptions.Multiline)]
    private static partial Regex Rule();
}
