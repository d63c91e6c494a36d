using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;

namespace Persist.Loading;

/// <summary>Makes the engine findable while the module is imported. PowerShell calls it; scripts have no use for it.</summary>
/// <remarks>
/// Several runspaces of one process import the module, each on its own; the process-wide handler stays until the last
/// of them removes it. Stores stay open: they belong to the process.
/// </remarks>
public sealed class ModuleLifetime : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private static readonly Lazy<EngineLoadContext> Context = new(EngineLoadContext.Create);
    private static readonly object Gate = new();
    private static int _imports;

    /// <inheritdoc/>
    public void OnImport()
    {
        lock (Gate)
        {
            if (_imports++ == 0)
            {
                AssemblyLoadContext.Default.Resolving += ResolveEngine;
            }
        }
    }

    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        lock (Gate)
        {
            if (_imports > 0 && --_imports == 0)
            {
                AssemblyLoadContext.Default.Resolving -= ResolveEngine;
            }
        }
    }

    private static Assembly? ResolveEngine(AssemblyLoadContext context, AssemblyName name) =>
        name.Name == "Persist.Engine" ? Context.Value.Engine : null;
}
