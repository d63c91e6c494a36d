using System.Management.Automation;

namespace Persist.Merging;

/// <summary>Says what went wrong in a script, and where.</summary>
internal static class ScriptPlace
{
    /// <summary>The message, with file and line in parentheses.</summary>
    public static string Describe(ErrorRecord error)
    {
        var message = error.ErrorDetails?.Message ?? error.Exception.Message;
        var place = error.InvocationInfo;
        if (place is null || place.ScriptLineNumber <= 0)
        {
            return message;
        }

        return string.IsNullOrEmpty(place.ScriptName)
            ? $"{message} (line {place.ScriptLineNumber})"
            : $"{message} ({place.ScriptName}:{place.ScriptLineNumber})";
    }
}
