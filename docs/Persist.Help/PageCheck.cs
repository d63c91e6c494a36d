namespace Persist.Help;

/// <summary>Holds a page to what the module says, and to what every page owes its reader.</summary>
internal static class PageCheck
{
    private const int MinExamples = 2;

    public static void Check(HelpPage page, CommandFacts command)
    {
        if (page.Syntax != SyntaxOf(command))
        {
            throw Error(page, 1, $"the syntax has changed; run `{Program.Update}`");
        }

        if (page.Examples.Count < MinExamples)
        {
            throw Error(page, 1, $"at least {MinExamples} examples are needed");
        }

        var expected = command.Parameters.Select(parameter => parameter.Name).ToList();
        var found = page.Parameters.Select(parameter => parameter.Name).ToList();
        if (!expected.SequenceEqual(found))
        {
            throw Error(page, 1, $"the parameters are {string.Join(", ", expected)}, in this order; the page has {string.Join(", ", found)}");
        }

        foreach (var (parameter, facts) in page.Parameters.Zip(command.Parameters))
        {
            if (!facts.Lines().SequenceEqual(parameter.Facts))
            {
                throw Error(page, parameter.Line, $"the facts of -{facts.Name} have changed; run `{Program.Update}`");
            }
        }
    }

    public static string SyntaxOf(CommandFacts command) => string.Join('\n', command.Sets.Select(command.SyntaxLine));

    private static HelpException Error(HelpPage page, int line, string what) => new(page.File, line, what);
}
