using System.Buffers;
using System.Management.Automation.Language;

namespace Persist.Completion;

/// <summary>Quotes of command arguments.</summary>
internal static class Quoting
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_.:-\\");

    /// <summary>What was typed so far, without an opening quote.</summary>
    public static string Unquote(string? word) => word switch
    {
        null => "",
        { Length: > 0 } when word[0] == '\'' => word.Trim('\'').Replace("''", "'", StringComparison.Ordinal),
        { Length: > 0 } when word[0] == '"' => word.Trim('"'),
        _ => word,
    };

    /// <summary>The text as one argument: bare when nothing in it means something to the parser.</summary>
    public static string Quote(string text) =>
        text.Length > 0 && char.IsAsciiLetter(text[0]) && text.AsSpan().IndexOfAnyExcept(Plain) < 0
            ? text
            : $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";
}
