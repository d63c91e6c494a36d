using System.Runtime.InteropServices;
using System.Text;

namespace Persist.Engine.Sqlite;

/// <summary>Which file a path leads to, by whatever name; known on Linux.</summary>
/// <param name="Device">The file system.</param>
/// <param name="Number">The file's number there.</param>
internal readonly record struct FileIdentity(ulong Device, ulong Number)
{
    private const int CurrentFolder = -100; // AT_FDCWD

    // Of struct statx, and its masks STATX_NLINK and STATX_INO (linux/stat.h).
    private const int Size = 256, LinksAt = 16, NumberAt = 32, DeviceAt = 136;
    private const uint Wanted = 0x4 | 0x100;

    /// <summary>The file, when it has several names (hard links); null when it has one, does not exist, or the system does not tell.</summary>
    public static FileIdentity? OfLinked(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            var facts = new byte[Size];
            return statx(CurrentFolder, Encoding.UTF8.GetBytes(path + "\0"), 0, Wanted, facts) == 0 && BitConverter.ToUInt32(facts, LinksAt) > 1
                ? new FileIdentity(BitConverter.ToUInt64(facts, DeviceAt), BitConverter.ToUInt64(facts, NumberAt))
                : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null; // a C library of before 2018
        }
    }

    // .NET tells neither the number nor how many names there are.
    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int statx(int folder, byte[] path, int flags, uint mask, byte[] facts);
}
