namespace Persist.Engine.Sqlite;

/// <summary>Tells which places are on another machine's disk, where SQLite cannot lock safely.</summary>
internal static class NetworkDisk
{
    private static readonly string[] Formats = ["nfs", "nfs4", "cifs", "smb", "smbfs", "smb2", "smb3", "9p", "afpfs", "webdav", "fuse.sshfs", "davfs"];

    // C: is c:, and macOS keeps a name's case without telling names apart by it.
    private static readonly StringComparison Comparison =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>What kind of network file system a path is on; null for a local one.</summary>
    /// <param name="path">A full path.</param>
    public static string? KindOf(string path)
    {
        if (path.StartsWith(@"\\", StringComparison.Ordinal))
        {
            return "UNC path";
        }

        var drive = Holding(path, DriveInfo.GetDrives(), drive => drive.Name);
        return drive?.DriveType == DriveType.Network ? "network drive" : FormatOf(drive) is { } format && Formats.Contains(format) ? format : null;
    }

    /// <summary>The drive, or the mounted file system, that a path is on; null when none of them holds it.</summary>
    /// <param name="path">A full path.</param>
    /// <param name="drives">All of them.</param>
    /// <param name="rootOf">Where one begins.</param>
    public static T? Holding<T>(string path, IEnumerable<T> drives, Func<T, string> rootOf)
        where T : class => drives.Where(drive => IsBelow(path, rootOf(drive))).MaxBy(drive => rootOf(drive).Length);

    // Not by its text alone: /mnt/backup2 is not on what is mounted at /mnt/backup.
    private static bool IsBelow(string path, string root) => path.StartsWith(root, Comparison)
        && (path.Length == root.Length || Path.EndsInDirectorySeparator(root) || Path.EndsInDirectorySeparator(path[..(root.Length + 1)]));

    private static string? FormatOf(DriveInfo? drive)
    {
        try
        {
            return drive?.DriveFormat;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null; // a drive that does not tell is judged by what SQLite says on opening
        }
    }
}
