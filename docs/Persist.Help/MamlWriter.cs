using System.Xml.Linq;

namespace Persist.Help;

/// <summary>Writes pages as MAML, the XML that Get-Help reads for compiled cmdlets.</summary>
internal static class MamlWriter
{
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";
    private static readonly XNamespace Root = "http://msh";

    // PowerShell adds these two to every cmdlet that changes something.
    private static readonly Dictionary<string, string> AddedText = new()
    {
        ["WhatIf"] = "Shows what would be done, and does nothing.",
        ["Confirm"] = "Asks before each change.",
    };

    public static XDocument Write(IEnumerable<(HelpPage Page, CommandFacts Facts)> pages) => new(
        new XElement(
            Root + "helpItems",
            new XAttribute("schema", "maml"),
            pages.Select(entry => WriteCommand(entry.Page, entry.Facts))));

    private static XElement WriteCommand(HelpPage page, CommandFacts facts) => new(
        Command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", Maml),
        new XAttribute(XNamespace.Xmlns + "command", Command),
        new XAttribute(XNamespace.Xmlns + "dev", Dev),
        new XElement(
            Command + "details",
            new XElement(Command + "name", facts.Name),
            new XElement(Command + "verb", facts.Verb),
            new XElement(Command + "noun", facts.Noun),
            new XElement(Maml + "description", Paragraphs([page.Synopsis]))),
        new XElement(Maml + "description", Paragraphs(page.Description)),
        new XElement(Command + "syntax", facts.Sets.Select(set => SyntaxItem(page, facts, set))),
        new XElement(Command + "parameters", facts.Parameters.Concat(facts.Added).Select(p => Parameter(page, p, Merged(p)))),
        new XElement(Command + "inputTypes", Types(Command + "inputType", page.Inputs)),
        new XElement(Command + "returnValues", Types(Command + "returnValue", page.Outputs)),
        new XElement(Maml + "alertSet", new XElement(Maml + "alert", Paragraphs(page.Notes))),
        new XElement(Command + "examples", page.Examples.Select(Example)),
        new XElement(Command + "relatedLinks", page.Links.Select(Link)));

    private static XElement SyntaxItem(HelpPage page, CommandFacts facts, string set) => new(
        Command + "syntaxItem",
        new XElement(Maml + "name", facts.Name),
        facts.Syntax(set).Select(parameter => Parameter(page, parameter, parameter.In(set)!)));

    // The list of parameters has each once: what holds in any of its sets.
    private static ParameterUse Merged(ParameterFacts parameter) => new(
        ParameterFacts.AllSets,
        parameter.Sets.Any(use => use.IsMandatory),
        parameter.Sets.Select(use => use.Position).FirstOrDefault(position => position is not null),
        parameter.Sets.Any(use => use.ByValue),
        parameter.Sets.Any(use => use.ByName));

    private static XElement Parameter(HelpPage page, ParameterFacts facts, ParameterUse use)
    {
        var own = page.Parameters.FirstOrDefault(parameter => parameter.Name == facts.Name);
        return new XElement(
            Command + "parameter",
            new XAttribute("required", use.IsMandatory ? "true" : "false"),
            new XAttribute("variableLength", facts.Type.EndsWith("[]", StringComparison.Ordinal) ? "true" : "false"),
            new XAttribute("globbing", facts.Wildcards ? "true" : "false"),
            new XAttribute("pipelineInput", PipelineInput(use)),
            new XAttribute("position", use.Position?.ToString() ?? "named"),
            new XAttribute("aliases", facts.Aliases.Count > 0 ? string.Join(", ", facts.Aliases) : "none"),
            new XElement(Maml + "name", facts.Name),
            new XElement(Maml + "description", Paragraphs(own?.Text ?? [AddedText[facts.Name]])),
            facts.IsSwitch
                ? null
                : new XElement(Command + "parameterValue", new XAttribute("required", "true"), new XAttribute("variableLength", "false"), facts.Type),
            new XElement(Dev + "type", new XElement(Maml + "name", facts.Type), new XElement(Maml + "uri")),
            new XElement(Dev + "defaultValue", own?.Default ?? "False"));
    }

    private static string PipelineInput(ParameterUse use) => (use.ByValue, use.ByName) switch
    {
        (true, true) => "True (ByPropertyName, ByValue)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };

    // "Type: what it is", a paragraph for each type.
    private static IEnumerable<XElement> Types(XName name, IEnumerable<string> paragraphs) => paragraphs.Select(paragraph =>
    {
        var colon = paragraph.IndexOf(": ", StringComparison.Ordinal);
        var (type, text) = colon < 0 ? (paragraph, "") : (paragraph[..colon], paragraph[(colon + 2)..]);
        return new XElement(
            name,
            new XElement(Dev + "type", new XElement(Maml + "name", type)),
            new XElement(Maml + "description", Paragraphs([text.Length > 0 ? char.ToUpperInvariant(text[0]) + text[1..] : text])));
    });

    private static XElement Example(HelpExample example, int index) => new(
        Command + "example",
        new XElement(Maml + "title", $"---------- Example {index + 1}: {example.Title} ----------"),
        new XElement(Dev + "code", example.Code),
        // The empty one keeps the next example apart from it.
        new XElement(Dev + "remarks", Paragraphs([.. example.Remarks, ""])));

    private static XElement Link(HelpLink link) => new(
        Maml + "navigationLink", new XElement(Maml + "linkText", link.Text), new XElement(Maml + "uri"));

    private static IEnumerable<XElement> Paragraphs(IEnumerable<string> paragraphs) =>
        paragraphs.Select(paragraph => new XElement(Maml + "para", paragraph));
}
