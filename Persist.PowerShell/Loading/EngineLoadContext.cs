using System.Reflection;
using System.Runtime.Loader;

namespace Persist.Loading;

/// <summary>
/// Where the engine and everything it depends on live, apart from what the session has loaded: another module may bring
/// other versions of Npgsql or of the logging abstractions, and neither sees the other's.
/// </summary>
internal sealed class EngineLoadContext : AssemblyLoadContext
{
    private readonly AssemblyDependencyResolver _resolver;

    private EngineLoadContext(string enginePath)
        : base("Persist")
    {
        _resolver = new AssemblyDependencyResolver(enginePath);
        Engine = LoadFromAssemblyPath(enginePath);
    }

    public Assembly Engine { get; }

    public static EngineLoadContext Create()
    {
        var moduleFolder = Path.GetDirectoryName(typeof(EngineLoadContext).Assembly.Location)!;
        return new EngineLoadContext(Path.Combine(moduleFolder, "Dependencies", "Persist.Engine.dll"));
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var path = _resolver.ResolveAssemblyToPath(assemblyName);
        return path is null ? null : LoadFromAssemblyPath(path);
    }

    // Without this, SQLite's native library is looked for beside the host and not found.
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        var path = _resolver.ResolveUnmanagedDllToPath(unmanagedDllName);
        return path is null ? 0 : LoadUnmanagedDllFromPath(path);
    }
}
