using System.Dynamic;
using System.Linq.Expressions;
using System.Management.Automation;
using System.Reflection;
using Persist.Engine.Items;

namespace Persist.Merging;

/// <summary>
/// A version as a merge gets it. Reading a property that no version has fails the merge, so that both versions are kept:
/// the $null that PowerShell gives elsewhere would go into the merged value.
/// </summary>
/// <remarks>
/// Of a value's own fields none is required: many merges ask <c>if ($local.Value.tags)</c>. A session's strict mode would fail these, too.
/// </remarks>
internal sealed class MergeVersion(ItemVersion version) : PersistVersion(version), IDynamicMetaObjectProvider
{
    /// <summary>What every version has.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. typeof(PersistVersion).GetProperties().Select(property => property.Name)];

    DynamicMetaObject IDynamicMetaObjectProvider.GetMetaObject(Expression parameter) => new Members(parameter, this);

    /// <summary>A property that was hung onto the version, or the failure.</summary>
    private static object? ReadOther(object version, string name) => PSObject.AsPSObject(version).Properties[name] is { } added
        ? added.Value
        : throw new RuntimeException(
            $"a version has no property '{name}', only {string.Join(", ", Names.SkipLast(1))} and {Names[^1]}; a field of its value is .Value.{name}");

    private sealed class Members(Expression expression, MergeVersion version) : DynamicMetaObject(expression, BindingRestrictions.Empty, version)
    {
        private static readonly MethodInfo Other = typeof(MergeVersion).GetMethod(nameof(ReadOther), BindingFlags.NonPublic | BindingFlags.Static)!;

        // PSObject, PSTypeNames and the like are PowerShell's.
        public override DynamicMetaObject BindGetMember(GetMemberBinder binder) =>
            Names.Contains(binder.Name, StringComparer.OrdinalIgnoreCase) || binder.Name.StartsWith("PS", StringComparison.OrdinalIgnoreCase)
                ? base.BindGetMember(binder)
                : new DynamicMetaObject(
                    Expression.Call(Other, Expression.Convert(Expression, typeof(object)), Expression.Constant(binder.Name)),
                    BindingRestrictions.GetTypeRestriction(Expression, LimitType));
    }
}
