using System.Management.Automation;

namespace Persist.Cmdlets;

/// <summary>
/// What one <c>-Key</c> or <c>-LiteralKey</c> asks for. A text may be a pattern; a key that an object brings never is: nobody who
/// pipes an item means others that look like it.
/// </summary>
/// <param name="Text">As it was given.</param>
/// <param name="IsLiteral">True when wildcards in it stand for themselves.</param>
internal readonly record struct WantedKey(string Text, bool IsLiteral)
{
    /// <summary>The item that is meant first; without the backticks of a text in which all wildcards are escaped.</summary>
    public string Exact => IsLiteral || !Text.Contains('`', StringComparison.Ordinal) || Wildcard.IsIn(Text) ? Text : WildcardPattern.Unescape(Text);

    /// <summary>What fits it when there is no such item; null when it stands for that alone.</summary>
    public KeyPattern? Pattern => !IsLiteral && Wildcard.IsIn(Text) ? new KeyPattern(Text) : null;
}
