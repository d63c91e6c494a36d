using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Persist.Engine.Tests.Scenarios;

/// <summary>Holds the table of scenarios in <c>docs/reliability.md</c> and the traits of the tests to each other.</summary>
public sealed partial class ScenarioTableTests
{
    private const int Scenarios = 27;

    private static readonly IReadOnlyList<Match> Rows = ReadTable();

    private static readonly IReadOnlyList<(int Scenario, string Test)> Documented =
        [.. Rows.SelectMany(row => Test().Matches(row.Groups[2].Value), (row, test) => (Number(row.Groups[1].Value), test.Groups[1].Value))];

    private static readonly IReadOnlyList<(int Scenario, string Test)> Present =
    [
        .. from type in typeof(ScenarioTableTests).Assembly.GetTypes()
           from method in type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
           from trait in CustomAttributeData.GetCustomAttributes(method)
           where trait.AttributeType == typeof(TraitAttribute) && trait.ConstructorArguments[0].Value is "Scenario"
           select (Number((string)trait.ConstructorArguments[1].Value!), $"{type.Name}.{method.Name}"),
    ];

    [Fact]
    public void Every_scenario_has_a_row() => Assert.Equal(Enumerable.Range(1, Scenarios), Rows.Select(row => Number(row.Groups[1].Value)));

    [Fact]
    public void Every_test_that_the_table_names_is_there_and_says_which_scenario_it_is() => Assert.Empty(Documented.Except(Present));

    [Fact]
    public void Every_test_of_a_scenario_is_in_the_table() => Assert.Empty(Present.Except(Documented));

    private static List<Match> ReadTable() =>
    [
        .. File.ReadLines(Repository.File("docs", "reliability.md")).Select(line => Row().Match(line)).Where(row => row.Success),
    ];

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    // | number | scenario | expected | tests |
    [GeneratedRegex(@"^\| (\d+) \|[^|]*\|[^|]*\|([^|]*)\|$")]
    private static partial Regex Row();

    [GeneratedRegex(@"`(\w+\.\w+)`")]
    private static partial Regex Test();
}
