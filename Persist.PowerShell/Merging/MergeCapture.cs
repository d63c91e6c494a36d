using System.Collections;
using System.Management.Automation;
using Persist.Engine.Errors;

namespace Persist.Merging;

/// <summary>
/// Takes a merge scriptblock out of the caller's session, on the caller's thread: a block that stayed bound to the
/// session would run inside it from a foreign thread.
/// </summary>
internal sealed class MergeCapture(PSCmdlet cmdlet, Hashtable? given, IReadOnlyList<string> modulePaths)
{
    private readonly Dictionary<string, object?> _variables = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Captures the block; what it will not find when it runs is named in a warning.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.MergeCapture"/>.</exception>
    public MergeScript Capture(ScriptBlock block)
    {
        var body = MergeSource.BodyOf(block.Ast);
        foreach (DictionaryEntry entry in given ?? [])
        {
            Add(Convert.ToString(entry.Key, System.Globalization.CultureInfo.InvariantCulture)!, entry.Value);
        }

        foreach (var name in MergeSource.UsingVariables(body))
        {
            var variable = cmdlet.SessionState.PSVariable.Get(name)
                ?? throw PersistErrors.MergeCapture.With($"$using:{name}", "this session has no such variable");
            Add(MergeSource.UsingPrefix + name, variable.Value);
        }

        var missing = CaptureClosure(block, FreeNames.VariablesOf(body)).ToList();
        Warn(missing, FreeNames.SessionFunctionsOf(body, cmdlet.InvokeCommand));
        return new MergeScript(
            body.Extent.Text, MergeSource.Rebuild(block.Ast), body.Extent.File, MergeSource.ParameterCount(block.Ast),
            _variables, missing, modulePaths, cmdlet.SessionState.LanguageMode);
    }

    private IEnumerable<string> CaptureClosure(ScriptBlock block, IEnumerable<string> free)
    {
        // GetNewClosure keeps the variables in a module of its own, made for the block.
        var closure = block.Module is { } module && module.Name.StartsWith("__DynamicModule_", StringComparison.Ordinal)
            ? module.SessionState.PSVariable
            : null;
        foreach (var name in free.Where(name => !_variables.ContainsKey(name)))
        {
            var variable = closure?.Get(name);
            if (variable is not null && !ReferenceEquals(variable, closure!.Get("global:" + name)))
            {
                Add(name, variable.Value);
            }
            else
            {
                yield return name;
            }
        }
    }

    private void Add(string name, object? value)
    {
        if (HoldsScript(value))
        {
            throw PersistErrors.MergeCapture.With(
                "$" + name, "it holds a scriptblock, which stays bound to this session. Put the function into a module and give it with -Module");
        }

        _variables[name] = value;
    }

    private static bool HoldsScript(object? value) => (value is PSObject wrapper ? wrapper.BaseObject : value) switch
    {
        ScriptBlock or CommandInfo => true,
        IDictionary members => members.Values.Cast<object?>().Any(HoldsScriptItself),
        object?[] elements => elements.Any(HoldsScriptItself),
        _ => false,
    };

    private static bool HoldsScriptItself(object? value) => (value is PSObject wrapper ? wrapper.BaseObject : value) is ScriptBlock or CommandInfo;

    private void Warn(List<string> variables, IReadOnlyList<string> functions)
    {
        if (variables.Count > 0)
        {
            cmdlet.WriteWarning(
                $"The merge uses {string.Join(", ", variables.Select(v => "$" + v))}, which has no value when it runs, and then it fails: it runs apart from "
                + "this session. Write $using:name, call GetNewClosure() on the block, or give the values with -Variable.");
        }

        if (functions.Count > 0)
        {
            cmdlet.WriteWarning(
                $"The merge calls {string.Join(", ", functions)}, defined in this session only: it runs apart from it. Put the function into a "
                + "module and give that with -Module.");
        }
    }
}
