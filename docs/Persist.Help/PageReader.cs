using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Persist.Help;

/// <summary>
/// Reads a page of docs/cmdlets. It knows the template and nothing else: a heading, a list or a block that has no place in
/// it is an error.
/// </summary>
/// <remarks>
/// <code>
/// # Verb-Noun            then the synopsis, one paragraph
/// ## Syntax              one code block: what `update` writes
/// ## Description         paragraphs
/// ## Examples            for each: ### title, a `powershell` block, a paragraph or more
/// ## Parameters          for each: ### -Name, a paragraph or more, a `yaml` block: facts that `update` writes, and Default
/// ## Inputs, ## Outputs, ## Notes      paragraphs
/// ## Links               a list of links
/// </code>
/// </remarks>
internal sealed class PageReader
{
    private readonly string _file;
    private readonly Queue<Block> _blocks;

    private PageReader(string file, string markdown)
    {
        _file = file;
        // Comments are for tests: what an example needs beforehand, and why one cannot run.
        _blocks = new Queue<Block>(Markdown.Parse(markdown).Where(block => block is not HtmlBlock { Type: HtmlBlockType.Comment }));
    }

    public static HelpPage Read(string file, string markdown) => new PageReader(file, markdown).Read();

    private HelpPage Read()
    {
        var name = Heading(1);
        var synopsis = Paragraph();
        Section("Syntax");
        var syntax = Code("");
        Section("Description");
        var description = Paragraphs();
        Section("Examples");
        var examples = Each(Example);
        Section("Parameters");
        var parameters = Each(Parameter);
        Section("Inputs");
        var inputs = Paragraphs();
        Section("Outputs");
        var outputs = Paragraphs();
        Section("Notes");
        var notes = Paragraphs();
        Section("Links");
        var links = Links();
        return _blocks.TryPeek(out var rest)
            ? throw Error(rest, "nothing may follow the links")
            : new HelpPage(_file, name, synopsis, syntax, description, examples, parameters, inputs, outputs, notes, links);
    }

    private HelpExample Example()
    {
        var line = Line(_blocks.Peek());
        return new HelpExample(line, Heading(3), Code("powershell"), Paragraphs());
    }

    private HelpParameter Parameter()
    {
        var line = Line(_blocks.Peek());
        var name = Heading(3);
        if (!name.StartsWith('-'))
        {
            throw new HelpException(_file, line, $"a parameter's heading is '### -Name', not '{name}'");
        }

        var text = Paragraphs();
        var block = _blocks.TryPeek(out var next) ? next : null;
        var facts = Code("yaml").Split('\n');
        return facts[^1].StartsWith("Default: ", StringComparison.Ordinal)
            ? new HelpParameter(line, name[1..], text, facts[..^1], facts[^1]["Default: ".Length..])
            : throw Error(block!, $"the facts of {name} end with 'Default: …'");
    }

    private List<T> Each<T>(Func<T> read)
    {
        var all = new List<T>();
        while (_blocks.TryPeek(out var block) && block is HeadingBlock { Level: 3 })
        {
            all.Add(read());
        }

        return all;
    }

    private void Section(string name)
    {
        var line = _blocks.TryPeek(out var block) ? Line(block) : 0;
        if (Heading(2) is var found && found != name)
        {
            throw new HelpException(_file, line, $"'## {name}' is to come here, not '## {found}'");
        }
    }

    private string Heading(int level) => Take<HeadingBlock>($"a heading of level {level}") is { } heading && heading.Level == level
        ? InlineText.Of(_file, heading.Inline!)
        : throw new HelpException(_file, 0, $"a heading of level {level} is missing");

    private string Paragraph() => InlineText.Of(_file, Take<ParagraphBlock>("a paragraph").Inline!);

    private List<string> Paragraphs()
    {
        var all = new List<string> { Paragraph() };
        while (_blocks.TryPeek(out var block) && block is ParagraphBlock)
        {
            all.Add(Paragraph());
        }

        return all;
    }

    private string Code(string language)
    {
        var block = Take<FencedCodeBlock>($"a block ```{language}");
        return (block.Info ?? "") == language ? block.Lines.ToString() : throw Error(block, $"the block is ```{block.Info}, and is to be ```{language}");
    }

    private List<HelpLink> Links()
    {
        var list = Take<ListBlock>("a list of links");
        return [.. list.Cast<ListItemBlock>().Select(Link)];
    }

    private HelpLink Link(ListItemBlock item) => item is [ParagraphBlock { Inline: { FirstChild: LinkInline { Url: { } url } link } inline }] && link == inline.LastChild
        ? new HelpLink(InlineText.Of(_file, link), url)
        : throw Error(item, "each item here is one link");

    private T Take<T>(string what)
        where T : Block => _blocks.TryDequeue(out var block)
            ? block as T ?? throw Error(block, $"{what} is to come here")
            : throw new HelpException(_file, 0, $"the page ends where {what} is to come");

    private HelpException Error(Block block, string what) => new(_file, Line(block), what);

    private static int Line(Block block) => block.Line + 1;
}
