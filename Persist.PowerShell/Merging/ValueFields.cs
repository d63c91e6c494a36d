using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Persist.Merging;

/// <summary>
/// The fields that a merge reads of its versions' values, as far as its text tells: <c>$local.Value.owner.name</c>, also by way of a
/// variable, <c>$mine = $local.Value</c>. Reading one that a value does not have gives $null, be it left out there or mistyped here.
/// </summary>
internal sealed class ValueFields
{
    private readonly HashSet<string> _versions;
    private readonly ScriptBlockAst _body;

    // What each variable stands for that is assigned once, and from a value.
    private readonly Dictionary<string, IReadOnlyList<string>> _aliases = new(StringComparer.OrdinalIgnoreCase);

    private ValueFields(Ast ast)
    {
        _body = MergeSource.BodyOf(ast);
        _versions = new HashSet<string>(MergeSource.ParametersOf(ast).Select(parameter => NameOf(parameter.Name)).Take(3), StringComparer.OrdinalIgnoreCase);
        foreach (var once in All<AssignmentStatementAst>().Where(a => a.Left is VariableExpressionAst)
            .GroupBy(a => NameOf((VariableExpressionAst)a.Left), StringComparer.OrdinalIgnoreCase).Where(group => group.Count() == 1))
        {
            if (once.Single().Right is CommandExpressionAst { Expression: var value } && PathOf(value) is { } path)
            {
                _aliases[once.Key] = path;
            }
        }
    }

    /// <summary>Those that none of the values has, as <c>.Value.owner.nmae</c>, in the order of the text.</summary>
    /// <param name="merge">The scriptblock.</param>
    /// <param name="values">The versions' values; null for a deletion.</param>
    public static IReadOnlyList<string> Unknown(ScriptBlock merge, IReadOnlyList<object?> values)
    {
        var fields = new ValueFields(merge.Ast);
        return
        [
            .. fields.All<MemberExpressionAst>().Select(fields.PathOf).OfType<IReadOnlyList<string>>()
                .Where(path => path.Count > 0 && IsUnknown(path, values))
                .Select(path => $".Value.{string.Join('.', path)}").Distinct(StringComparer.OrdinalIgnoreCase),
        ];
    }

    private IEnumerable<T> All<T>() => _body.FindAll(ast => ast is T, searchNestedScriptBlocks: true).Cast<T>();

    // The names after .Value; null for what does not begin at a version.
    private IReadOnlyList<string>? PathOf(Ast ast) => ast switch
    {
        VariableExpressionAst variable => _aliases.GetValueOrDefault(NameOf(variable)),
        InvokeMemberExpressionAst => null,
        MemberExpressionAst { Static: false, Member: StringConstantExpressionAst { Value: var name } } member =>
            PathOf(member.Expression) is { } path ? [.. path, name]
            : name.Equals("Value", StringComparison.OrdinalIgnoreCase) && IsVersion(member.Expression) ? []
            : null,
        _ => null,
    };

    private bool IsVersion(ExpressionAst ast) => ast switch
    {
        VariableExpressionAst variable => _versions.Contains(NameOf(variable)),
        IndexExpressionAst { Target: VariableExpressionAst { VariablePath.UserPath: "args" } } => true,
        _ => false,
    };

    // Where what leads to it is unknown already, or null everywhere, there is nothing to say of it.
    private static bool IsUnknown(IReadOnlyList<string> path, IEnumerable<object?> values)
    {
        var holders = path.SkipLast(1).Aggregate(values, (level, name) => level.SelectMany(value => Members(value, name))).Where(holder => holder is not null).ToList();
        return holders.Count > 0 && !holders.Exists(holder => Members(holder, path[^1]).Any());
    }

    // As the operator does it: of an array, the elements are asked as well; every object has a count.
    private static IEnumerable<object?> Members(object? value, string name)
    {
        if (value is null)
        {
            return [];
        }

        if (value is IDictionary dictionary && dictionary.Contains(name))
        {
            return [dictionary[name]];
        }

        var own = PSObject.AsPSObject(value).Members[name];
        return own is not null || name.Equals("Count", StringComparison.OrdinalIgnoreCase) || name.Equals("Length", StringComparison.OrdinalIgnoreCase)
            ? [(own as PSPropertyInfo)?.Value]
            : value is object?[] elements ? elements.SelectMany(element => Members(element, name)) : [];
    }

    private static string NameOf(VariableExpressionAst variable) => variable.VariablePath.UserPath;
}
