using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Persist.Engine.Worker;

/// <summary>Counts the statements that SQLite begins in this process, on whatever connection, and kills the process at one of them.</summary>
/// <remarks>An automatic extension is called for each new connection, so the product needs no seam: sqlite.org/c3ref/auto_extension.html.</remarks>
internal static unsafe class Fuse
{
    private const uint Statement = 1; // SQLITE_TRACE_STMT: sqlite.org/c3ref/c_trace.html

    private static int _dieAt;
    private static int _count;

    /// <summary>How many statements have begun.</summary>
    public static int Count => Volatile.Read(ref _count);

    /// <summary>Counts from here on; dies at the given statement, before it does anything.</summary>
    public static void Light(string? dieAt)
    {
        _dieAt = int.Parse(dieAt ?? "0", CultureInfo.InvariantCulture);
        if (sqlite3_auto_extension(&OnConnection) != 0)
        {
            throw new InvalidOperationException("SQLite takes no extension");
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnConnection(nint connection, nint message, nint api) =>
        sqlite3_trace_v2(connection, Statement, &OnStatement, 0);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnStatement(uint what, nint context, nint statement, nint text)
    {
        if (Interlocked.Increment(ref _count) == _dieAt)
        {
            Process.GetCurrentProcess().Kill(); // kill -9
        }

        return 0;
    }

    [DllImport("e_sqlite3", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int sqlite3_auto_extension(delegate* unmanaged[Cdecl]<nint, nint, nint, int> entry);

    [DllImport("e_sqlite3", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int sqlite3_trace_v2(
        nint connection, uint mask, delegate* unmanaged[Cdecl]<uint, nint, nint, nint, int> callback, nint context);
}
