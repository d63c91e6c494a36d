using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Persist.Simulation.Machines;

/// <summary>
/// Tells each simulated process's <see cref="Life"/> of its statements and commits. SQLite calls an automatic extension for
/// every connection that is opened in the (real) process: sqlite.org/c3ref/auto_extension.html.
/// </summary>
internal static unsafe partial class SqliteHooks
{
    private const uint TraceStatement = 1;

    private static readonly bool IsInstalled = Install();

    /// <summary>From here on, connections are watched.</summary>
    public static void Require()
    {
        if (!IsInstalled)
        {
            throw new InvalidOperationException("SQLite takes no automatic extension");
        }
    }

    private static bool Install()
    {
        SQLitePCL.Batteries_V2.Init(); // loads the library, and the one that the engine uses
        // Every allocation would be counted under one lock, which runs on several processors would wait for.
        return SQLitePCL.raw.sqlite3_config(SQLitePCL.raw.SQLITE_CONFIG_MEMSTATUS, 0) == 0 && AutoExtension(&OnOpen) == 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnOpen(nint database, nint error, nint api)
    {
        if (Life.Current is { } life)
        {
            _ = Trace(database, TraceStatement, &OnStatement, life.Handle);
            _ = CommitHook(database, &OnCommit, life.Handle);
        }

        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnStatement(uint what, nint handle, nint statement, nint text)
    {
        Life.Of(handle)?.OnStatement();
        return 0;
    }

    // A connection that outlives its process (left to the garbage collector by a failed opening) commits nothing any more.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnCommit(nint handle) => Life.Of(handle)?.OnCommit() == true ? 0 : 1;

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_auto_extension")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int AutoExtension(delegate* unmanaged[Cdecl]<nint, nint, nint, int> entry);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_trace_v2")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int Trace(nint database, uint mask, delegate* unmanaged[Cdecl]<uint, nint, nint, nint, int> call, nint context);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_commit_hook")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial nint CommitHook(nint database, delegate* unmanaged[Cdecl]<nint, int> call, nint context);
}
