using System.Management.Automation;
using System.Reflection;
using Persist.Cmdlets;

namespace Persist.Help;

/// <summary>Reads the module's cmdlets. Attributes are read as data: nothing of the module runs.</summary>
internal static class CommandReader
{
    public static IReadOnlyList<CommandFacts> ReadAll() =>
    [
        .. typeof(NewPersistStoreCommand).Assembly.GetExportedTypes()
            .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(Cmdlet)))
            .Select(Read)
            .OrderBy(command => command.Name, StringComparer.Ordinal),
    ];

    private static CommandFacts Read(Type type)
    {
        var cmdlet = type.GetCustomAttributesData().First(a => a.AttributeType == typeof(CmdletAttribute));
        var parameters = type.GetProperties().Where(property => Of<ParameterAttribute>(property).Any()).Select(Read)
            .OrderBy(parameter => parameter.Name, StringComparer.Ordinal);
        return new CommandFacts(
            (string)cmdlet.ConstructorArguments[0].Value!,
            (string)cmdlet.ConstructorArguments[1].Value!,
            Named(cmdlet, nameof(CmdletAttribute.DefaultParameterSetName), ""),
            Named(cmdlet, nameof(CmdletAttribute.SupportsShouldProcess), false),
            [.. Outputs(type)],
            [.. parameters]);
    }

    private static IEnumerable<string> Outputs(Type type) => type.GetCustomAttributesData()
        .Where(attribute => attribute.AttributeType == typeof(OutputTypeAttribute))
        .SelectMany(attribute => attribute.ConstructorArguments)
        .SelectMany(argument => argument.Value is IReadOnlyCollection<CustomAttributeTypedArgument> several ? several.Select(one => one.Value) : [argument.Value])
        .OfType<Type>()
        .Where(output => output != typeof(void))
        .Select(output => output.FullName!)
        .Distinct();

    private static ParameterFacts Read(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return new ParameterFacts(
            property.Name,
            type.Name,
            type == typeof(SwitchParameter),
            [.. Of<AliasAttribute>(property).SelectMany(a => (IReadOnlyCollection<CustomAttributeTypedArgument>)a.ConstructorArguments[0].Value!).Select(a => (string)a.Value!)],
            Of<SupportsWildcardsAttribute>(property).Any(),
            [.. Of<ParameterAttribute>(property).Select(Use)]);
    }

    private static ParameterUse Use(CustomAttributeData parameter)
    {
        var position = Named(parameter, nameof(ParameterAttribute.Position), int.MinValue);
        return new ParameterUse(
            Named(parameter, nameof(ParameterAttribute.ParameterSetName), ParameterFacts.AllSets),
            Named(parameter, nameof(ParameterAttribute.Mandatory), false),
            position < 0 ? null : position,
            Named(parameter, nameof(ParameterAttribute.ValueFromPipeline), false),
            Named(parameter, nameof(ParameterAttribute.ValueFromPipelineByPropertyName), false));
    }

    private static IEnumerable<CustomAttributeData> Of<T>(PropertyInfo property) =>
        property.GetCustomAttributesData().Where(attribute => attribute.AttributeType == typeof(T));

    private static T Named<T>(CustomAttributeData attribute, string name, T otherwise) =>
        attribute.NamedArguments.Where(argument => argument.MemberName == name).Select(argument => (T)argument.TypedValue.Value!).FirstOrDefault(otherwise);
}
