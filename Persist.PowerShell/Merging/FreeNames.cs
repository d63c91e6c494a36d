using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;

namespace Persist.Merging;

/// <summary>What a scriptblock uses and does not define: variables and functions that it expects around it.</summary>
internal static class FreeNames
{
    // PowerShell sets these by itself; the session's preference variables come from the default session state.
    private static readonly string[] Automatic =
    [
        "_", "$", "?", "^", "args", "input", "this", "PSItem", "null", "true", "false", "PSCmdlet", "PSBoundParameters", "Matches", "Error",
        "PSScriptRoot", "PSCommandPath", "MyInvocation", "Host", "PID", "HOME", "PWD", "foreach", "switch", "StackTrace", "LASTEXITCODE",
        "ExecutionContext", "ShellId", "PSEdition", "PSVersionTable", "PSCulture", "PSUICulture", "IsLinux", "IsMacOS", "IsWindows",
        "IsCoreCLR", "PSHOME", "OFS", "EnabledExperimentalFeatures", "PSDefaultParameterValues", "NestedPromptLevel",
    ];

    private static readonly Lazy<HashSet<string>> Known = new(() => new HashSet<string>(
        Automatic.Concat(InitialSessionState.CreateDefault2().Variables.Select(v => v.Name)), StringComparer.OrdinalIgnoreCase));

    /// <summary>The names of the variables that are read and nowhere assigned in the block.</summary>
    public static IEnumerable<string> VariablesOf(ScriptBlockAst body)
    {
        var assigned = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var ast in body.FindAll(_ => true, searchNestedScriptBlocks: true))
        {
            assigned.UnionWith(AssignedBy(ast));
        }

        if (body.Parent is FunctionDefinitionAst function)
        {
            assigned.UnionWith(MergeSource.HeadOf(function).Select(p => p.Name.VariablePath.UserPath));
        }

        return body.FindAll(ast => ast is VariableExpressionAst { Parent: not UsingExpressionAst }, searchNestedScriptBlocks: true)
            .Cast<VariableExpressionAst>()
            .Where(variable => !IsUsing(variable) && variable.VariablePath.IsVariable)
            .Select(variable => Bare(variable.VariablePath.UserPath))
            .Where(name => !assigned.Contains(name) && !Known.Value.Contains(name))
            .Distinct(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Functions that the block calls and that only this session has: typed at its prompt or in its script.</summary>
    public static IReadOnlyList<string> SessionFunctionsOf(ScriptBlockAst body, CommandInvocationIntrinsics commands)
    {
        var own = body.FindAll(ast => ast is FunctionDefinitionAst, searchNestedScriptBlocks: true)
            .Select(ast => ((FunctionDefinitionAst)ast).Name)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. body.FindAll(ast => ast is CommandAst, searchNestedScriptBlocks: true)
                .Select(ast => ((CommandAst)ast).GetCommandName())
                .Where(name => name is not null && !own.Contains(name))
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Where(name => commands.GetCommand(name, CommandTypes.Function | CommandTypes.Filter) is FunctionInfo { ModuleName: null or "" })
                .Where(name => !IsBuiltIn(name)),
        ];
    }

    // prompt, TabExpansion2 and the like: every runspace has them.
    private static bool IsBuiltIn(string name) =>
        InitialSessionState.CreateDefault2().Commands.Any(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> AssignedBy(Ast ast) => ast switch
    {
        AssignmentStatementAst assignment => assignment.Left.FindAll(a => a is VariableExpressionAst, false).Select(NameOf),
        ForEachStatementAst loop => [NameOf(loop.Variable)],
        ParameterAst parameter => [NameOf(parameter.Name)],
        CommandParameterAst parameter when parameter.ParameterName.EndsWith("Variable", StringComparison.OrdinalIgnoreCase) => OutVariable(parameter),
        _ => [],
    };

    // Set-Thing -OutVariable name: the word after the parameter names a variable that the command sets.
    private static IEnumerable<string> OutVariable(CommandParameterAst parameter)
    {
        var elements = ((CommandAst)parameter.Parent).CommandElements;
        var argument = parameter.Argument as Ast ?? elements.ElementAtOrDefault(elements.IndexOf(parameter) + 1);
        return argument is StringConstantExpressionAst word ? [word.Value.TrimStart('+')] : [];
    }

    private static bool IsUsing(VariableExpressionAst variable)
    {
        for (Ast? ast = variable; ast is ExpressionAst; ast = ast.Parent)
        {
            if (ast is UsingExpressionAst used && ReferenceEquals(UsingExpressionAst.ExtractUsingVariable(used), variable))
            {
                return true;
            }
        }

        return false;
    }

    private static string NameOf(Ast variable) => Bare(((VariableExpressionAst)variable).VariablePath.UserPath);

    private static string Bare(string path) => path[(path.LastIndexOf(':') + 1)..];
}
