namespace Persist.Engine.Disk;

/// <summary>Files that their owner alone may read and write, from their first byte on.</summary>
internal static class PrivateFile
{
    /// <summary>Opens a file. One that is made by it has the mode 0600; on Windows the folder's rights apply.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">Whether it is made or must be there.</param>
    /// <param name="access">What is done with it.</param>
    /// <param name="share">What others may do with it meanwhile.</param>
    /// <param name="bufferSize">In bytes; 0 for none.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share, int bufferSize = 0)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = bufferSize };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }
}
