using System.Management.Automation;
using Persist.Engine;
using Persist.Engine.Errors;

namespace Persist.Stores;

/// <summary>Paths as a person types them in PowerShell, made full: relative ones stand for PowerShell's location.</summary>
internal static class StorePath
{
    /// <summary>The local file of a store.</summary>
    /// <exception cref="PersistException">
    /// <see cref="PersistErrors.InvalidStoreName"/>: the default path is made from the name; or <see cref="PersistErrors.InvalidPath"/>.
    /// </exception>
    public static string Local(PSCmdlet cmdlet, string name, string? path)
    {
        if (path is not null)
        {
            return Full(cmdlet, path);
        }

        PersistStoreOptions.CheckName(name);
        var home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Path.Combine(home, "Persist", name + ".db");
    }

    /// <summary>A remote that is a file gets its full path; everything else is the engine's to read.</summary>
    public static string? Remote(PSCmdlet cmdlet, string? remote) =>
        remote is null || !RemoteAddress.IsFile(remote) ? remote : Full(cmdlet, remote);

    /// <summary>A path as it stands, made full.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.InvalidPath"/>.</exception>
    public static string Full(PSCmdlet cmdlet, string path) => Usable(path, () =>
    {
        if (Path.EndsInDirectorySeparator(path))
        {
            throw PersistErrors.InvalidPath.With(path, "it ends as the path of a folder does");
        }

        var full = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        RequireFileSystem(path, provider);
        return full;
    });

    /// <summary>The files that a path with wildcards stands for.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.InvalidPath"/>.</exception>
    public static IReadOnlyList<string> Matching(PSCmdlet cmdlet, string path) => Usable(path, () =>
    {
        var files = cmdlet.GetResolvedProviderPathFromPSPath(path, out var provider);
        RequireFileSystem(path, provider);
        return files;
    });

    private static T Usable<T>(string path, Func<T> resolve)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            throw PersistErrors.InvalidPath.With(path.Replace("\0", "\\0", StringComparison.Ordinal), "it contains the character NUL");
        }

        if (!OperatingSystem.IsWindows() && path.StartsWith(@"\\", StringComparison.Ordinal))
        {
            throw PersistErrors.InvalidPath.With(path, "it is a network path of Windows, and would be a file in the current folder here");
        }

        try
        {
            return resolve();
        }
        catch (Exception failure) when (failure is SessionStateException or ProviderInvocationException or NotSupportedException or ArgumentException
            or PSInvalidOperationException)
        {
            throw PersistErrors.InvalidPath.Because(failure, path, failure.Message.TrimEnd('.')); // a drive that is none, say, or ~ where there is no home
        }
    }

    // env:/a.db, and a relative path while the location is there: their text would be taken for a file's name.
    private static void RequireFileSystem(string path, ProviderInfo provider)
    {
        if (!provider.Name.Equals("FileSystem", StringComparison.OrdinalIgnoreCase))
        {
            throw PersistErrors.InvalidPath.With(path, $"it is a place of the provider {provider.Name}, not of the file system");
        }
    }
}
