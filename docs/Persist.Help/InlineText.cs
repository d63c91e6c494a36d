using System.Text;
using Markdig.Syntax.Inlines;

namespace Persist.Help;

/// <summary>A paragraph as plain text: Get-Help shows neither emphasis nor links.</summary>
internal static class InlineText
{
    public static string Of(string file, ContainerInline inlines)
    {
        var text = new StringBuilder();
        foreach (var inline in inlines)
        {
            text.Append(inline switch
            {
                LiteralInline literal => literal.Content.ToString(),
                CodeInline code => code.Content,
                LineBreakInline => " ",
                EmphasisInline or LinkInline { IsImage: false } => Of(file, (ContainerInline)inline),
                HtmlEntityInline entity => entity.Transcoded.ToString(),
                _ => throw new HelpException(file, inline.Line + 1, $"a {inline.GetType().Name} has no place in help"),
            });
        }

        return text.ToString();
    }
}
