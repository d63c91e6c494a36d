namespace Persist.Help;

/// <summary>What the module says about a parameter.</summary>
/// <param name="Name">Without the dash.</param>
/// <param name="Type">As Get-Help shows it: <c>String[]</c>.</param>
/// <param name="IsSwitch">Whether it takes no value.</param>
/// <param name="Aliases">Other names.</param>
/// <param name="Wildcards">Whether it takes wildcards.</param>
/// <param name="Sets">What it is in each set that it belongs to; the set that stands for all has the name <see cref="AllSets"/>.</param>
internal sealed record ParameterFacts(
    string Name, string Type, bool IsSwitch, IReadOnlyList<string> Aliases, bool Wildcards, IReadOnlyList<ParameterUse> Sets)
{
    public const string AllSets = "__AllParameterSets";

    /// <summary>The lines of its block in the page, without the default.</summary>
    public IEnumerable<string> Lines()
    {
        yield return $"Type: {Type}";
        if (Sets.All(use => use.Set != AllSets))
        {
            yield return $"Sets: {string.Join(", ", Sets.Select(use => use.Set))}";
        }

        if (Aliases.Count > 0)
        {
            yield return $"Aliases: {string.Join(", ", Aliases)}";
        }

        if (Sets.Any(use => use.IsMandatory))
        {
            yield return "Required: true";
        }

        if (Sets.Select(use => use.Position).FirstOrDefault(position => position is not null) is { } position)
        {
            yield return $"Position: {position}";
        }

        if (Pipeline is { Length: > 0 } pipeline)
        {
            yield return $"Pipeline: {pipeline}";
        }

        if (Wildcards)
        {
            yield return "Wildcards: true";
        }
    }

    /// <summary><c>ByValue</c>, <c>ByPropertyName</c>, both, or nothing.</summary>
    public string Pipeline => string.Join(
        ", ",
        new[] { Sets.Any(use => use.ByValue) ? "ByValue" : "", Sets.Any(use => use.ByName) ? "ByPropertyName" : "" }.Where(text => text.Length > 0));

    /// <summary>What it is in one set; null when it is not in it.</summary>
    public ParameterUse? In(string set) => Sets.FirstOrDefault(use => use.Set == set || use.Set == AllSets);
}
