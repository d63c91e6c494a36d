using Persist.Engine.Errors;

namespace Persist.Engine;

/// <summary>One name for one file, whichever way it was written.</summary>
internal static class StorePath
{
    /// <summary>The full path, with every link followed that exists.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.InvalidPath"/>.</exception>
    public static string Canonical(string path)
    {
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
