namespace Persist.Engine;

/// <summary>One name for one file, whichever way it was written.</summary>
internal static class StorePath
{
    /// <summary>The full path, with every link followed that exists.</summary>
    public static string Canonical(string path)
    {
        var full = Path.GetFullPath(path);
        if (Path.GetDirectoryName(full) is not { } folder)
        {
            return full; // a root
        }

        var direct = Path.Combine(Canonical(folder), Path.GetFileName(full));
        FileSystemInfo entry = Directory.Exists(direct) ? new DirectoryInfo(direct) : new FileInfo(direct);
        return entry is { Exists: true, LinkTarget: not null } && entry.ResolveLinkTarget(returnFinalTarget: true) is { } target
            ? Canonical(target.FullName)
            : direct;
    }
}
