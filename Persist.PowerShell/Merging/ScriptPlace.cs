using System.Management.Automation;
using System.Text.RegularExpressions;

namespace Persist.Merging;

/// <summary>Says what went wrong in a script, and where.</summary>
internal static partial class ScriptPlace
{
    /// <summary>The message, with file and line in parentheses.</summary>
    public static string Describe(ErrorRecord error)
    {
        var message = error.ErrorDetails?.Message ?? error.Exception.Message;
        // Of what Write-Error writes, the invocation is the one of its caller.
        if (Frame().Match(error.ScriptStackTrace ?? "") is { Success: true } frame)
        {
            return Describe(message, frame.Groups["file"].Value, frame.Groups["line"].Value);
        }

        return error.InvocationInfo is { ScriptLineNumber: > 0 } place ? Describe(message, place.ScriptName, $"{place.ScriptLineNumber}") : message;
    }

    private static string Describe(string message, string? file, string line) =>
        string.IsNullOrEmpty(file) || file == "<No file>" ? $"{message} (line {line})" : $"{message} ({file}:{line})";

    [GeneratedRegex(@"\Aat [^\r\n]*?, (?<file>[^\r\n]+): line (?<line>\d+)")]
    private static partial Regex Frame();
}
