using Persist.Engine.Errors;

namespace Persist.Engine;

/// <summary>One name for one file, whichever way it was written.</summary>
public static class CanonicalPath
{
    /// <summary>Tells whether two canonical paths are the same: with regard to case where the system's file systems usually have it.</summary>
    public static StringComparer Comparer { get; } =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>The full path, with every link followed; what does not exist stays as it is.</summary>
    /// <param name="path">A path; a relative one stands for the current directory of the process.</param>
    /// <exception cref="PersistException"><see cref="PersistErrors.InvalidPath"/>.</exception>
    public static string Of(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            return Followed(Path.GetFullPath(path));
        }
        catch (Exception failure) when (failure is ArgumentException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw PersistErrors.InvalidPath.Because(failure, path.Replace("\0", "\\0", StringComparison.Ordinal), failure.Message);
        }
    }

    private static string Followed(string full)
    {
        if (Path.GetDirectoryName(full) is not { } folder)
        {
            return full; // a root
        }

        var direct = Path.Combine(Followed(folder), Path.GetFileName(full));
        FileSystemInfo entry = Directory.Exists(direct) ? new DirectoryInfo(direct) : new FileInfo(direct);
        return entry is { Exists: true, LinkTarget: not null } && entry.ResolveLinkTarget(returnFinalTarget: true) is { } target
            ? Followed(target.FullName)
            : direct;
    }
}
