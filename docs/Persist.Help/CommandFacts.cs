namespace Persist.Help;

/// <summary>What the module says about a cmdlet.</summary>
/// <param name="Verb">The verb.</param>
/// <param name="Noun">The noun.</param>
/// <param name="DefaultSet">The default parameter set; empty when there is only one.</param>
/// <param name="HasShouldProcess">Whether it has <c>-WhatIf</c> and <c>-Confirm</c>.</param>
/// <param name="Outputs">The types of what it writes; empty when it writes nothing.</param>
/// <param name="Parameters">By name.</param>
internal sealed record CommandFacts(
    string Verb, string Noun, string DefaultSet, bool HasShouldProcess, IReadOnlyList<string> Outputs, IReadOnlyList<ParameterFacts> Parameters)
{
    private static readonly ParameterFacts[] RiskMitigation =
    [
        new("WhatIf", "SwitchParameter", true, ["wi"], false, [new(ParameterFacts.AllSets, false, null, false, false)]),
        new("Confirm", "SwitchParameter", true, ["cf"], false, [new(ParameterFacts.AllSets, false, null, false, false)]),
    ];

    public string Name => $"{Verb}-{Noun}";

    /// <summary>The parameter sets, the default one first.</summary>
    public IReadOnlyList<string> Sets
    {
        get
        {
            var named = Parameters.SelectMany(p => p.Sets).Select(use => use.Set).Where(set => set != ParameterFacts.AllSets).Distinct()
                .OrderBy(set => set != DefaultSet).ToList();
            return named.Count > 0 ? named : [ParameterFacts.AllSets];
        }
    }

    /// <summary>The parameters that PowerShell itself adds; every cmdlet's have the same meaning.</summary>
    public IReadOnlyList<ParameterFacts> Added => HasShouldProcess ? RiskMitigation : [];

    /// <summary>The parameters of a set as its syntax has them: by position, then those that must be given, then the rest.</summary>
    public IEnumerable<ParameterFacts> Syntax(string set) => Parameters.Concat(Added)
        .Where(parameter => parameter.In(set) is not null)
        .OrderBy(parameter => parameter.In(set)!.Position ?? int.MaxValue)
        .ThenBy(parameter => !parameter.In(set)!.IsMandatory)
        .ThenBy(parameter => Added.Contains(parameter));

    /// <summary>A set's syntax in a line.</summary>
    public string SyntaxLine(string set) => string.Join(' ', [Name, .. Syntax(set).Select(parameter => Term(parameter, parameter.In(set)!)), "[<CommonParameters>]"]);

    private static string Term(ParameterFacts parameter, ParameterUse use)
    {
        var name = use.Position is null ? $"-{parameter.Name}" : $"[-{parameter.Name}]";
        var term = parameter.IsSwitch ? name : $"{name} <{parameter.Type}>";
        return use.IsMandatory ? term : $"[{term}]";
    }
}
