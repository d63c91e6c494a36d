using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Persist.Engine.Worker;

/// <summary>
/// Writes down, in order, everything that SQLite asks of the disk in this process: the default file system of SQLite, with
/// the calls that change files listened to (sqlite.org/vfs.html).
/// </summary>
/// <remarks>
/// A file object stays SQLite's own; only its table of methods is replaced by a copy that calls here first. The shared
/// memory beside the log is not traced: it does not outlive a crash.
/// </remarks>
internal static unsafe class TracingVfs
{
    private static readonly Lock Gate = new();
    private static readonly List<IoEvent> Events = [];
    private static readonly Dictionary<nint, (string Name, nint Methods)> Files = [];
    private static readonly Dictionary<nint, nint> Listening = [];
    private static string? _path;
    private static Vfs* _original;

    /// <summary>Listens from here on; does nothing without a path.</summary>
    public static void Start(string? path)
    {
        if (path is null)
        {
            return;
        }

        _path = path;
        _original = sqlite3_vfs_find(0);
        var traced = (Vfs*)NativeMemory.AllocZeroed((nuint)sizeof(Vfs));
        *traced = *_original;
        (traced->Next, traced->Name) = (0, Marshal.StringToCoTaskMemUTF8("traced"));
        traced->Open = &OnOpen;
        traced->Delete = &OnDelete;
        if (sqlite3_vfs_register(traced, makeDefault: 1) != 0)
        {
            throw new InvalidOperationException("SQLite takes no other file system");
        }
    }

    /// <summary>Notes what the process tells the world now.</summary>
    public static void Mark(string text) => Add(IoKind.Mark, text);

    /// <summary>Writes the trace to its file.</summary>
    public static void Save()
    {
        if (_path is not null)
        {
            lock (Gate)
            {
                IoEvent.Save(_path, Events);
            }
        }
    }

    private static void Add(IoKind kind, string name, long offset = 0, byte[]? data = null)
    {
        lock (Gate)
        {
            Events.Add(new IoEvent(kind, name, offset, data ?? []));
        }
    }

    private static IoMethods* Add(IoKind kind, nint file, long offset = 0, byte[]? data = null)
    {
        lock (Gate)
        {
            var (name, methods) = Files[file];
            Events.Add(new IoEvent(kind, name, offset, data ?? []));
            return (IoMethods*)methods;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnOpen(nint vfs, nint name, IoMethods** file, int flags, nint outFlags)
    {
        var result = _original->Open((nint)_original, name, file, flags, outFlags);
        if (result == 0 && name != 0)
        {
            lock (Gate)
            {
                Files[(nint)file] = (Marshal.PtrToStringUTF8(name)!, (nint)(*file));
                *file = Listen(*file);
            }

            Add(IoKind.Open, (nint)file);
        }

        return result;
    }

    // One copy for each kind of file: a database has locks, its log has none of its own.
    private static IoMethods* Listen(IoMethods* original)
    {
        if (!Listening.TryGetValue((nint)original, out var copy))
        {
            var methods = (IoMethods*)NativeMemory.AllocZeroed((nuint)sizeof(IoMethods));
            *methods = *original;
            methods->Close = &OnClose;
            methods->Write = &OnWrite;
            methods->Truncate = &OnTruncate;
            methods->Sync = &OnSync;
            Listening[(nint)original] = copy = (nint)methods;
        }

        return (IoMethods*)copy;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnClose(nint file)
    {
        lock (Gate)
        {
            Files.Remove(file, out var closed);
            return ((IoMethods*)closed.Methods)->Close(file);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnWrite(nint file, byte* data, int count, long offset) =>
        Add(IoKind.Write, file, offset, new ReadOnlySpan<byte>(data, count).ToArray())->Write(file, data, count, offset);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnTruncate(nint file, long length) => Add(IoKind.Truncate, file, length)->Truncate(file, length);

    // Noted before it is done, as all of them: what was told to the world has its mark after it.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnSync(nint file, int flags) => Add(IoKind.Sync, file)->Sync(file, flags);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnDelete(nint vfs, nint name, int syncFolder)
    {
        Add(IoKind.Delete, Marshal.PtrToStringUTF8(name)!);
        return _original->Delete((nint)_original, name, syncFolder);
    }

    [DllImport("e_sqlite3", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern Vfs* sqlite3_vfs_find(nint name);

    [DllImport("e_sqlite3", CallingConvention = CallingConvention.Cdecl)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int sqlite3_vfs_register(Vfs* vfs, int makeDefault);

    /// <summary>sqlite3_vfs, version 3.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Vfs
    {
        public int Version, FileSize, PathLength;
        public nint Next, Name, Data;
        public delegate* unmanaged[Cdecl]<nint, nint, IoMethods**, int, nint, int> Open;
        public delegate* unmanaged[Cdecl]<nint, nint, int, int> Delete;
        public fixed long Rest[14];
    }

    /// <summary>sqlite3_io_methods, version 3. A file begins with a pointer to it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct IoMethods
    {
        public int Version;
        public delegate* unmanaged[Cdecl]<nint, int> Close;
        public nint Read;
        public delegate* unmanaged[Cdecl]<nint, byte*, int, long, int> Write;
        public delegate* unmanaged[Cdecl]<nint, long, int> Truncate;
        public delegate* unmanaged[Cdecl]<nint, int, int> Sync;
        public fixed long Rest[13];
    }
}
