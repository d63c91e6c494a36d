using System.Text.RegularExpressions;

namespace Persist.Help;

/// <summary>Writes into a page what the module says: the syntax and the facts of each parameter. Everything else stays.</summary>
internal static partial class PageUpdate
{
    public static string Apply(string markdown, CommandFacts command)
    {
        var updated = SyntaxBlock().Replace(markdown, match => $"{match.Groups[1].Value}{PageCheck.SyntaxOf(command)}\n```", 1);
        return FactsBlock().Replace(updated, match =>
            command.Parameters.FirstOrDefault(parameter => parameter.Name == match.Groups["name"].Value) is { } facts
                ? $"{match.Groups["before"].Value}```yaml\n{string.Join('\n', [.. facts.Lines(), match.Groups["default"].Value])}\n```"
                : match.Value);
    }

    [GeneratedRegex(@"(## Syntax\n\n```\n).*?\n?```", RegexOptions.Singleline)]
    private static partial Regex SyntaxBlock();

    [GeneratedRegex(@"(?<before>### -(?<name>\w+)\n(?:(?!###|```).)*?)```yaml\n(?:(?!```).)*?(?<default>Default: [^\n]*)\n```", RegexOptions.Singleline)]
    private static partial Regex FactsBlock();
}
