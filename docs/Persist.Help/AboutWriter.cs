using System.Text;
using Markdig;
using Markdig.Syntax;

namespace Persist.Help;

/// <summary>
/// Writes a page of docs/about as the text that Get-Help shows for a topic: 80 columns, indented as PowerShell's own are.
/// It knows headings, paragraphs, lists of paragraphs and code; anything else is an error.
/// </summary>
internal static class AboutWriter
{
    private const int Width = 80;
    private const string Indent = "    ";

    public static string Write(string file, string topic, string markdown)
    {
        var blocks = Markdown.Parse(markdown).Where(block => block is not HtmlBlock { Type: HtmlBlockType.Comment }).ToList();
        if (blocks is not [HeadingBlock { Level: 1 } title, ParagraphBlock summary, HeadingBlock { Level: 2 }, ..] || InlineText.Of(file, title.Inline!) != topic)
        {
            throw new HelpException(file, 1, $"a topic begins with '# {topic}', a paragraph, and a heading of level 2");
        }

        var text = new StringBuilder();
        text.AppendLine("TOPIC").AppendLine(Indent + topic).AppendLine();
        text.AppendLine("SHORT DESCRIPTION");
        Wrap(text, Indent, Indent, InlineText.Of(file, summary.Inline!));
        text.AppendLine("LONG DESCRIPTION");
        foreach (var block in blocks.Skip(2))
        {
            Write(text, file, block);
        }

        return text.ToString().ReplaceLineEndings("\n").TrimEnd() + "\n";
    }

    private static void Write(StringBuilder text, string file, Block block)
    {
        switch (block)
        {
            case HeadingBlock { Level: 2 } heading:
                text.AppendLine(InlineText.Of(file, heading.Inline!).ToUpperInvariant());
                break;
            case ParagraphBlock paragraph:
                Wrap(text, Indent, Indent, InlineText.Of(file, paragraph.Inline!));
                break;
            case FencedCodeBlock code:
                foreach (var line in code.Lines.ToString().Split('\n'))
                {
                    if (Indent.Length * 2 + line.Length > Width)
                    {
                        throw new HelpException(file, code.Line + 1, $"'{line}' is wider than a topic's {Width} columns allow");
                    }

                    text.AppendLine((Indent + Indent + line).TrimEnd());
                }

                text.AppendLine();
                break;
            case ListBlock { IsOrdered: false } list:
                foreach (var item in list)
                {
                    var paragraph = item is ListItemBlock { Count: 1 } only ? only[0] as ParagraphBlock : null;
                    Wrap(text, Indent + "- ", Indent + "  ", InlineText.Of(file, (paragraph ?? throw Unknown(file, item)).Inline!));
                }

                break;
            default:
                throw Unknown(file, block);
        }
    }

    private static void Wrap(StringBuilder text, string first, string others, string paragraph)
    {
        var line = new StringBuilder(first);
        var isEmpty = true;
        foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!isEmpty && line.Length + 1 + word.Length > Width)
            {
                text.AppendLine(line.ToString());
                line.Clear().Append(others);
                isEmpty = true;
            }

            line.Append(isEmpty ? "" : " ").Append(word);
            isEmpty = false;
        }

        text.AppendLine(line.ToString()).AppendLine();
    }

    private static HelpException Unknown(string file, Block block) => new(file, block.Line + 1, $"a {block.GetType().Name} has no place in a topic");
}
