using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Persist.Engine.Sqlite;

/// <summary>
/// Tells whether the files of an open database are still where they were opened. One that was deleted, or put aside for
/// another, goes on working for whoever has it open, and what is written to it is lost without a word.
/// </summary>
/// <remarks>Every write asks: one system call for each file, and no object.</remarks>
internal sealed class FilePlace(SqliteConnection connection, string path)
{
    private readonly byte[] _log = Encoding.UTF8.GetBytes(SqliteFile.LogOf(path) + "\0");

    /// <summary>The database or its log, whichever is not in its place; null while both are.</summary>
    public string? Missing() => FileControl.HasMoved(connection) ? path : IsLogThere() ? null : SqliteFile.LogOf(path);

    // Windows deletes and moves no file that is open.
    private bool IsLogThere() => OperatingSystem.IsWindows() || access(_log, mode: 0) == 0;

    // File.Exists costs several times as much. The mode is F_OK.
    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int access(byte[] path, int mode);
}
