using System.Collections.Specialized;
using System.Management.Automation;

namespace Persist.Cmdlets;

/// <summary>Takes a custom object, such as ConvertFrom-Json and Import-Csv make, for a dictionary of its properties.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PropertiesAsTableAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (inputData is not PSObject { BaseObject: PSCustomObject } given)
        {
            return inputData;
        }

        var table = new OrderedDictionary(StringComparer.Ordinal);
        foreach (var property in given.Properties)
        {
            table[property.Name] = property.Value;
        }

        return table;
    }
}
