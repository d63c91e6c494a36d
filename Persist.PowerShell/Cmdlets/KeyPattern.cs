using System.Management.Automation;

namespace Persist.Cmdlets;

/// <summary>What several keys have in common: wildcards match case-sensitively, as keys are compared; the text before the first one narrows the scan.</summary>
internal sealed class KeyPattern
{
    private readonly WildcardPattern _pattern;

    public KeyPattern(string text)
    {
        _pattern = Wildcard.Read(text, WildcardOptions.None);
        var end = text.AsSpan().IndexOfAny("*?[`");
        Prefix = end < 0 ? text : text[..end];
    }

    public string Prefix { get; }

    public bool IsMatch(string key) => _pattern.IsMatch(key);
}
