using System.Management.Automation;
using Persist.Engine.Errors;
using Persist.Stores;

namespace Persist.Merging;

/// <summary>Finds the modules of <c>-Module</c> on the caller's thread: loaded ones by name, others by path or name.</summary>
internal static class MergeModules
{
    // Get-Module needs the session; it runs here, in the pipeline that called the cmdlet.
    private const string Find = "param($name) Get-Module -Name $name; Get-Module -ListAvailable -Name $name";

    /// <summary>The paths to import from.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.MergeModule"/> or <see cref="PersistErrors.InvalidPath"/>.</exception>
    public static IReadOnlyList<string> Resolve(PSCmdlet cmdlet, IEnumerable<string>? modules) =>
        [.. (modules ?? []).Select(name => PathOf(cmdlet, name))];

    /// <summary>Waits on the pipeline thread until the place where merges run has imported its modules.</summary>
    /// <param name="merge">The place.</param>
    /// <param name="modules">The modules as they were given.</param>
    /// <param name="stop">Ctrl+C.</param>
    /// <exception cref="PersistException"><see cref="PersistErrors.MergeModule"/>.</exception>
    public static void WaitForImport(IStoreMerge merge, IEnumerable<string>? modules, CancellationToken stop)
    {
        try
        {
            merge.Ready.WaitAsync(stop).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (RuntimeException failure)
        {
            throw PersistErrors.MergeModule.Because(failure, string.Join(", ", modules ?? []), failure.Message);
        }
    }

    private static string PathOf(PSCmdlet cmdlet, string name)
    {
        if (name.AsSpan().IndexOfAny('/', '\\') >= 0)
        {
            var path = StorePath.Full(cmdlet, name);
            return File.Exists(path) || Directory.Exists(path) ? path : throw PersistErrors.MergeModule.With(name, "there is no such file or folder");
        }

        var found = cmdlet.InvokeCommand.InvokeScript(Find, name).Select(m => m.BaseObject).OfType<PSModuleInfo>().ToList();
        if (found.Count == 0)
        {
            throw PersistErrors.MergeModule.With(name, "no module of that name is loaded or installed");
        }

        return found.Find(m => File.Exists(m.Path))?.Path
            ?? throw PersistErrors.MergeModule.With(name, "it exists in this session only, not as a file");
    }
}
