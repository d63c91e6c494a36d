using System.Management.Automation;
using Persist.Engine.Errors;

namespace Persist.Errors;

/// <summary>Carries the registry's ids and categories over to PowerShell's error records.</summary>
internal static class ErrorRecords
{
    /// <param name="failure">What happened.</param>
    /// <param name="target">The key or the store.</param>
    public static ErrorRecord From(PersistException failure, object? target) =>
        new(failure, failure.Error.Id, Enum.Parse<ErrorCategory>(failure.Error.Category.ToString()), target);
}
