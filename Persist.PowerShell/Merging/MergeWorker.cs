using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Persist.Engine.Conflicts;

namespace Persist.Merging;

/// <summary>One runspace on one thread of its own, in which all merges of a store run one after the other.</summary>
internal sealed class MergeWorker
{
    private readonly IReadOnlyList<string> _modules;
    private readonly PSLanguageMode _languageMode;
    private readonly Dictionary<MergeScript, ScriptBlock> _blocks = new(ReferenceEqualityComparer.Instance);
    private readonly BlockingCollection<Job> _jobs = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly object _gate = new();
    private System.Management.Automation.PowerShell? _running;
    private MergeScript? _current;

    public MergeWorker(IReadOnlyList<string> modules, PSLanguageMode languageMode, string storeName)
    {
        (_modules, _languageMode) = (modules, languageMode);
        new Thread(Live) { IsBackground = true, Name = $"Persist merge {storeName}" }.Start();
    }

    /// <summary>Ends when the runspace is open and its modules are imported; fails when one cannot be.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Runs one merge.</summary>
    public Task<MergeResult> Run(MergeScript script, MergeRequest request)
    {
        var job = new Job(script, request, new TaskCompletionSource<MergeResult>(TaskCreationOptions.RunContinuationsAsynchronously));
        _jobs.Add(job);
        return job.Completion.Task;
    }

    /// <summary>
    /// Stops what runs, without waiting: a .NET call inside a script cannot be stopped. The thread frees the runspace
    /// whenever it comes back.
    /// </summary>
    public void Abandon()
    {
        _jobs.CompleteAdding();
        lock (_gate)
        {
            _running?.BeginStop(null, null);
        }
    }

    private void Live()
    {
        Runspace? runspace = null;
        try
        {
            runspace = Open();
            _ready.SetResult();
            foreach (var job in _jobs.GetConsumingEnumerable())
            {
                Process(job, runspace);
            }
        }
        // Whatever the opening throws is the caller's to see, through Ready.
        catch (Exception failure) when (_ready.TrySetException(failure))
        {
        }
        finally
        {
            runspace?.Dispose();
        }
    }

    private void Process(Job job, Runspace runspace)
    {
        try
        {
            var run = new MergeRun(job.Request, job.Script.Parameters);
            Enter(job.Script, runspace);
            using var shell = System.Management.Automation.PowerShell.Create();
            shell.Runspace = runspace;
            SetRunning(shell);
            try
            {
                job.Completion.SetResult(run.Invoke(shell, _blocks[job.Script]));
            }
            finally
            {
                SetRunning(null);
            }
        }
        // A delegate's failure of any kind is that merge's; the worker lives on for the next.
        catch (Exception failure)
        {
            job.Completion.TrySetException(failure);
        }
    }

    // Two closures may bring variables of the same name along: each script finds its own.
    private void Enter(MergeScript script, Runspace runspace)
    {
        if (!_blocks.ContainsKey(script))
        {
            _blocks.Add(script, script.Compile());
        }

        if (ReferenceEquals(_current, script))
        {
            return;
        }

        var variables = runspace.SessionStateProxy.PSVariable;
        foreach (var name in _current is null ? [] : _current.Variables.Keys.Concat(_current.Missing.Where(name => variables.Get(name) is MissingVariable)))
        {
            variables.Remove(name);
        }

        foreach (var (name, value) in script.Variables)
        {
            variables.Set(name, value);
        }

        // A module may bring one along.
        foreach (var name in script.Missing.Where(name => variables.Get(name) is null))
        {
            variables.Set(new MissingVariable(name));
        }

        _current = script;
    }

    private void SetRunning(System.Management.Automation.PowerShell? shell)
    {
        lock (_gate)
        {
            _running = shell;
        }
    }

    private Runspace Open()
    {
        var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        try
        {
            runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
            runspace.Open();
            Runspace.DefaultRunspace = runspace;
            foreach (var module in _modules)
            {
                using var import = System.Management.Automation.PowerShell.Create();
                import.Runspace = runspace;
                import.AddCommand("Import-Module").AddParameter("Name", module).AddParameter("ErrorAction", ActionPreference.Stop).Invoke();
            }

            // Last: the caller's mode may not allow what the lines above do.
            runspace.SessionStateProxy.LanguageMode = _languageMode;
            return runspace;
        }
        catch
        {
            runspace.Dispose();
            throw;
        }
    }

    private sealed record Job(MergeScript Script, MergeRequest Request, TaskCompletionSource<MergeResult> Completion);
}
