using Persist.Engine.Disk;
using Persist.Engine.Errors;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Local.Files;

/// <summary>
/// A lock between processes (and between openings in one process) on a small file beside the store. The operating system
/// frees it when its holder ends, however it ends.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>The lock that every process holds, shared, that has a store open.</summary>
    public static string PresencePath(string path) => path + "-open";

    /// <summary>The lock of the process that syncs a store.</summary>
    public static string SyncPath(string path) => path + "-sync";

    /// <summary>Takes the lock together with others, and waits for somebody who has it alone for a moment.</summary>
    /// <param name="path">The lock's file.</param>
    /// <param name="limit">How long to wait.</param>
    /// <returns>The lock; null when the time has passed.</returns>
    public static FileLock? WaitShared(string path, TimeSpan limit)
    {
        FileLock? taken = null;
        return SpinWait.SpinUntil(() => (taken = TryShared(path)) is not null, limit) ? taken : null;
    }

    /// <summary>Takes the lock alone; null when somebody has it.</summary>
    public static FileLock? TryExclusive(string path) => TryOpen(path, FileAccess.ReadWrite, FileShare.None);

    /// <summary>Makes sure that a lock which is held alone keeps others away: the runtime can be told to take none, and some file systems have none.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.NoFileLocks"/>.</exception>
    public static void CheckHolds(string path)
    {
        if (TryExclusive(path) is { } second)
        {
            second.Dispose();
            throw PersistErrors.NoFileLocks.With(path);
        }
    }

    /// <summary>Takes the lock together with others; null when somebody has it alone.</summary>
    public static FileLock? TryShared(string path) => TryOpen(path, FileAccess.Read, FileShare.Read);

    public void Dispose() => _file.Dispose();

    private static FileLock? TryOpen(string path, FileAccess access, FileShare share)
    {
        try
        {
            return new FileLock(PrivateFile.Open(path, FileMode.OpenOrCreate, access, share));
        }
        catch (IOException failure) when (IsSharingViolation(failure))
        {
            return null;
        }
        catch (IOException failure)
        {
            throw SqliteFailure.Translate(failure, path);
        }
        catch (UnauthorizedAccessException failure)
        {
            // The user knows the store's file and its folder, not this one.
            throw File.Exists(path)
                ? PersistErrors.PathNotWritable.Because(failure, path, failure.Message)
                : PersistErrors.PathNotWritable.Because(failure, Path.GetDirectoryName(path)!, $"a store makes files beside its own there, such as {Path.GetFileName(path)}");
        }
    }

    // Windows: ERROR_SHARING_VIOLATION. Elsewhere the runtime passes on errno: EWOULDBLOCK of Linux and of macOS.
    private static bool IsSharingViolation(IOException failure) =>
        OperatingSystem.IsWindows() ? (failure.HResult & 0xFFFF) == 32 : failure.HResult is 11 or 35;
}
