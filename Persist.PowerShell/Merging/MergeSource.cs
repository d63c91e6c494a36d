using System.Management.Automation.Language;
using System.Text;

namespace Persist.Merging;

/// <summary>The text of a scriptblock, made into a script that stands alone and reports the same lines and columns.</summary>
internal static class MergeSource
{
    /// <summary>Replaces <c>using:</c>; as long as it, so that columns stay.</summary>
    public const string UsingPrefix = "using_";

    /// <summary>The names behind <c>$using:</c>.</summary>
    public static IEnumerable<string> UsingVariables(ScriptBlockAst body) =>
        UsingExpressions(body).Select(u => u.VariablePath.UserPath).Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>How many of local, remote and ancestor the block takes: all, unless it declares fewer.</summary>
    public static int ParameterCount(Ast ast)
    {
        var declared = BodyOf(ast).ParamBlock is null && HeadOf(ast).Count == 0 ? 3 : ParametersOf(ast).Count;
        return Math.Min(3, declared);
    }

    /// <summary>What runs: of a function its body.</summary>
    public static ScriptBlockAst BodyOf(Ast ast) => ast as ScriptBlockAst ?? ((FunctionDefinitionAst)ast).Body;

    /// <summary>What it declares, in its block or in a function's head.</summary>
    public static IReadOnlyList<ParameterAst> ParametersOf(Ast ast) => BodyOf(ast).ParamBlock is { } block ? block.Parameters : HeadOf(ast);

    /// <summary>The parameters in a function's head: function Merge($local, $remote) { … }.</summary>
    public static IReadOnlyList<ParameterAst> HeadOf(Ast ast) =>
        ast is FunctionDefinitionAst { Parameters: { } parameters } ? parameters : [];

    /// <summary>The script.</summary>
    public static string Rebuild(Ast ast)
    {
        var body = BodyOf(ast);
        var extent = body.Extent;
        var text = new StringBuilder(extent.Text);
        foreach (var used in UsingExpressions(body))
        {
            var at = used.Extent.StartOffset - extent.StartOffset;
            text[used.Extent.Text.IndexOf(':', StringComparison.Ordinal) + at] = '_';
        }

        // A literal's extent has its braces; a block made from a string has none.
        if (extent.Text.StartsWith('{') && extent.Text.EndsWith('}') && body.Parent is not null)
        {
            text[0] = ' ';
            text[^1] = ' ';
        }

        if (HeadOf(ast) is { Count: > 0 } parameters)
        {
            text.Insert(0, $"param({string.Join(", ", parameters.Select(p => p.Extent.Text))})");
        }

        return Heading(body) + text;
    }

    // Names are shortened by the file's `using namespace` lines; they go first, on lines that are empty otherwise.
    private static string Heading(ScriptBlockAst body)
    {
        Ast root = body;
        while (root.Parent is not null)
        {
            root = root.Parent;
        }

        var namespaces = root is ScriptBlockAst { UsingStatements: { } statements } && !ReferenceEquals(root, body)
            ? string.Concat(statements.Where(s => s.UsingStatementKind == UsingStatementKind.Namespace).Select(s => s.Extent.Text + ";"))
            : "";
        return namespaces + new string('\n', body.Extent.StartLineNumber - 1) + new string(' ', body.Extent.StartColumnNumber - 1);
    }

    private static IEnumerable<VariableExpressionAst> UsingExpressions(ScriptBlockAst body) =>
        body.FindAll(ast => ast is UsingExpressionAst, searchNestedScriptBlocks: true)
            .Select(ast => UsingExpressionAst.ExtractUsingVariable((UsingExpressionAst)ast));
}
