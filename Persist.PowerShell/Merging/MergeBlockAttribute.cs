using System.Management.Automation;

namespace Persist.Merging;

/// <summary>Takes a command that is a script, such as <c>Get-Command</c> returns for a function, for the block that it runs.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MergeBlockAttribute : ArgumentTransformationAttribute
{
    /// <summary>What a merge may be given as.</summary>
    public const string Forms = "a script block, { param($local, $remote) … }, or a function, ${function:Merge-Item} or (Get-Command Merge-Item)";

    /// <summary>The block; null for what is none.</summary>
    public static ScriptBlock? Of(object? given) => (given is PSObject wrapper ? wrapper.BaseObject : given) switch
    {
        ScriptBlock block => block,
        FunctionInfo function => function.ScriptBlock,
        ExternalScriptInfo script => script.ScriptBlock,
        AliasInfo alias => Of(alias.ResolvedCommand),
        _ => null,
    };

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        Of(inputData) ?? (inputData is null ? null : throw new ArgumentTransformationMetadataException($"'{inputData}' is not a merge. Give {Forms}."));
}
