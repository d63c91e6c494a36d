using System.Management.Automation;
using System.Text.RegularExpressions;
using Persist.Engine.Errors;

namespace Persist.Stores;

/// <summary>Paths as a person types them in PowerShell, made full: relative ones stand for PowerShell's location.</summary>
internal static partial class StorePath
{
    /// <summary>The local file of a store.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.InvalidStoreName"/>: the default path is made from the name.</exception>
    public static string Local(PSCmdlet cmdlet, string name, string? path)
    {
        if (path is not null)
        {
            return cmdlet.GetUnresolvedProviderPathFromPSPath(path);
        }

        if (!SafeName().IsMatch(name))
        {
            throw PersistErrors.InvalidStoreName.With(name);
        }

        var home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Path.Combine(home, "Persist", name + ".db");
    }

    /// <summary>A remote that is a file gets its full path; everything else is the engine's to read.</summary>
    public static string? Remote(PSCmdlet cmdlet, string? remote) =>
        remote is null || !LooksLikeFile(remote) ? remote : cmdlet.GetUnresolvedProviderPathFromPSPath(remote);

    /// <summary>True for a remote that is the path of a SQLite file.</summary>
    public static bool LooksLikeFile(string remote) =>
        !remote.Contains("://", StringComparison.Ordinal)
        && !remote.Contains('=', StringComparison.Ordinal)
        && (remote.AsSpan().IndexOfAny('/', '\\') >= 0 || Path.HasExtension(remote));

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,127}\z")]
    private static partial Regex SafeName();
}
