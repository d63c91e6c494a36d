namespace Persist.Stores;

/// <summary>One spelling for each file, so that a path through a link finds the store that is open already.</summary>
internal static class CanonicalPath
{
    public static StringComparer Comparer { get; } =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>The full path with every link on the way followed; parts that do not exist yet stay as they are.</summary>
    public static string Of(string path)
    {
        var full = Path.GetFullPath(path);
        var parent = Path.GetDirectoryName(full);
        if (parent is null)
        {
            return full;
        }

        var here = Path.Combine(Of(parent), Path.GetFileName(full));
        try
        {
            FileSystemInfo entry = Directory.Exists(here) ? new DirectoryInfo(here) : new FileInfo(here);
            return entry.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? here;
        }
        catch (IOException)
        {
            // A link in a circle: opening the file says so, with an error id.
            return here;
        }
        catch (UnauthorizedAccessException)
        {
            return here;
        }
    }
}
