using System.Management.Automation;

namespace Persist.Cmdlets;

/// <summary>Texts with wildcards. One that PowerShell cannot read as a pattern (<c>[</c> alone) stands for itself.</summary>
internal static class Wildcard
{
    /// <summary>True for a text that stands for several.</summary>
    public static bool IsIn(string text) => WildcardPattern.ContainsWildcardCharacters(text) && TryRead(text, WildcardOptions.None) is not null;

    /// <summary>What a text matches.</summary>
    public static WildcardPattern Read(string text, WildcardOptions options) =>
        TryRead(text, options) ?? WildcardPattern.Get(WildcardPattern.Escape(text), options);

    private static WildcardPattern? TryRead(string text, WildcardOptions options)
    {
        try
        {
            var pattern = WildcardPattern.Get(text, options);
            pattern.IsMatch(""); // read when it is first used
            return pattern;
        }
        catch (WildcardPatternException)
        {
            return null;
        }
    }
}
