namespace Persist.Engine;

/// <summary>One name for one file, whichever way it was written.</summary>
internal static class StorePath
{
    /// <summary>The full path, with links followed as far as the file and its folder exist.</summary>
    public static string Canonical(string path)
    {
        var full = Path.GetFullPath(path);
        if (new FileInfo(full) is { Exists: true, LinkTarget: not null } link)
        {
            full = link.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        }

        var folder = new DirectoryInfo(Path.GetDirectoryName(full)!);
        return folder is { Exists: true, LinkTarget: not null }
            ? Path.Combine(folder.ResolveLinkTarget(returnFinalTarget: true)!.FullName, Path.GetFileName(full))
            : full;
    }
}
