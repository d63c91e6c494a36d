using System.Management.Automation;
using System.Management.Automation.Language;

namespace Persist.Merging;

/// <summary>A merge scriptblock with all it needs, taken out of the session that wrote it.</summary>
/// <param name="Source">The block as it was written, to tell whether another one is the same.</param>
/// <param name="Text">Its text, padded so that line and column of each statement are those of the file.</param>
/// <param name="File">The file it was written in; null for one typed at the prompt.</param>
/// <param name="Parameters">How many of local, remote and ancestor it takes.</param>
/// <param name="Variables">The captured values by variable name.</param>
/// <param name="Missing">The names of the variables that it reads and nothing brings.</param>
/// <param name="Modules">The paths of modules to import.</param>
/// <param name="LanguageMode">The caller's; the merge never runs in a higher one.</param>
internal sealed record MergeScript(
    string Source,
    string Text,
    string? File,
    int Parameters,
    IReadOnlyDictionary<string, object?> Variables,
    IReadOnlyList<string> Missing,
    IReadOnlyList<string> Modules,
    PSLanguageMode LanguageMode)
{
    /// <summary>The block itself, where merges run in the session that wrote it; else null.</summary>
    public ScriptBlock? Block { get; private init; }

    /// <summary>A merge that stays in its session, and needs nothing brought along.</summary>
    public static MergeScript InSession(ScriptBlock block) => new(
        block.Ast.Extent.Text, "", null, MergeSource.ParameterCount(block.Ast), new Dictionary<string, object?>(), [], [], PSLanguageMode.FullLanguage)
    {
        Block = block,
    };

    /// <summary>True when the other would decide the same: same text, same captured values, same modules.</summary>
    public bool IsSame(MergeScript other) =>
        Source == other.Source
        && Block is null == other.Block is null
        && Modules.SequenceEqual(other.Modules)
        && Variables.Count == other.Variables.Count
        && Variables.All(v => other.Variables.TryGetValue(v.Key, out var value) && Equals(Bare(v.Value), Bare(value)));

    /// <summary>A block of its own for the runspace of the calling thread.</summary>
    public ScriptBlock Compile() => Parser.ParseInput(Text, File, out _, out _).GetScriptBlock();

    private static object? Bare(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapper ? wrapper.BaseObject : value;
}
