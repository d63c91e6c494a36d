using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

namespace Persist.Json;

/// <summary>
/// Objects that stand for something outside the data: a drive, a module, a type, a folder. They are stored by name;
/// their properties lead back to themselves, or through the whole session.
/// </summary>
internal static class LiveObjects
{
    /// <summary>The name under which such an object is stored; null for any other.</summary>
    public static string? NameOf(object value) => value switch
    {
        PSDriveInfo drive => drive.Name,
        ProviderInfo provider => provider.Name,
        PSModuleInfo module => module.Name,
        CommandInfo command => command.Name,
        MemberInfo member => member is Type type ? type.FullName ?? type.Name : member.Name,
        Assembly assembly => assembly.FullName,
        Module module => module.Name,
        CultureInfo culture => culture.Name,
        Encoding encoding => encoding.WebName,
        TimeZoneInfo zone => zone.Id,
        Regex pattern => pattern.ToString(),
        IPAddress or EndPoint => value.ToString(),
        // PowerShell's own semantic version is not in the reference assembly that this is compiled against.
        _ => value.GetType().FullName == "System.Management.Automation.SemanticVersion" ? value.ToString() : null,
    };

    /// <summary>A file or folder that is a property of another live object (its Directory, Parent, Root) is a path there.</summary>
    public static object? Shorten(object? value) =>
        (value is PSObject wrapper ? wrapper.BaseObject : value) is FileSystemInfo file ? file.FullName : value;
}
