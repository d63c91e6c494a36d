namespace Persist.Help;

/// <summary>A cmdlet's page, read.</summary>
internal sealed record HelpPage(
    string File,
    string Name,
    string Synopsis,
    string Syntax,
    IReadOnlyList<string> Description,
    IReadOnlyList<HelpExample> Examples,
    IReadOnlyList<HelpParameter> Parameters,
    IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Outputs,
    IReadOnlyList<string> Notes,
    IReadOnlyList<HelpLink> Links);

/// <summary>An example: a title, what is typed, and what it does.</summary>
internal sealed record HelpExample(int Line, string Title, string Code, IReadOnlyList<string> Remarks);

/// <summary>A parameter's section: its text, and the block of facts.</summary>
internal sealed record HelpParameter(int Line, string Name, IReadOnlyList<string> Text, IReadOnlyList<string> Facts, string Default);

/// <summary>A link to another page.</summary>
internal sealed record HelpLink(string Text, string Target);
