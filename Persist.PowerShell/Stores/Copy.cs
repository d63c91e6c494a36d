using System.Management.Automation;

namespace Persist.Stores;

/// <summary>What is left of an object on its way from another process (a job, a remote session, a file of Export-Clixml): a copy of its properties.</summary>
internal static class Copy
{
    /// <summary>A property of a copy; null for any other object.</summary>
    /// <typeparam name="T">What it is a copy of.</typeparam>
    public static string? Read<T>(PSObject copy, string property) =>
        copy.TypeNames.Contains("Deserialized." + typeof(T).FullName) ? copy.Properties[property]?.Value as string : null;
}
