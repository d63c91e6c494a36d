using System.Collections;
using System.Management.Automation;
using Persist.Engine;
using Persist.Engine.Errors;
using Persist.Errors;
using Persist.Merging;
using Persist.Stores;

namespace Persist.Cmdlets;

/// <summary>
/// Opens a store, and makes its file when there is none. It never waits for the remote. A path that is open already,
/// with the same settings, gives the same store again.
/// </summary>
[Cmdlet(VerbsCommon.New, "PersistStore", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(PersistStore))]
public sealed class NewPersistStoreCommand : PersistCommand
{
    /// <summary>The store's name: what its replicas share at the remote. Letters, digits, '.', '_' and '-'.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string Name { get; set; } = "";

    /// <summary>How it is kept on disk.</summary>
    [Parameter]
    public PersistAdapter Adapter { get; set; }

    /// <summary>The local file. Left out: Persist/&lt;name&gt;.db in the user's folder for application data.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>'postgres' (the PG* environment variables), a postgres:// address, a connection string, or the path of a SQLite file.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Remote { get; set; }

    /// <summary>User and password for the remote.</summary>
    [Parameter]
    [Credential]
    public PSCredential? RemoteCredential { get; set; }

    /// <summary>Who decides when two replicas changed the same item.</summary>
    [Parameter]
    public PersistStrategy Strategy { get; set; }

    /// <summary>
    /// The merge of the strategy Custom: gets $local, $remote and their common $ancestor, and returns one of them, a new
    /// value, or [Persist.Deleted]::Value. It runs apart from this session.
    /// </summary>
    [Parameter]
    public ScriptBlock? Merge { get; set; }

    /// <summary>How long a merge may take, in seconds.</summary>
    [Parameter]
    [ValidateRange(0.001, 3600.0)]
    public double MergeTimeout { get; set; } = 30;

    /// <summary>Variables for the merge, by name.</summary>
    [Parameter]
    public Hashtable? Variable { get; set; }

    /// <summary>Modules for the merge, by name or path.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Module { get; set; }

    /// <summary>How often the store syncs by itself, in milliseconds.</summary>
    [Parameter]
    public int Interval { get; set; } = 10_000;

    /// <summary>What a write that has returned survives: Full a power cut, Normal the end of the process.</summary>
    [Parameter]
    public PersistDurability Durability { get; set; }

    /// <summary>Opens it with background sync suspended.</summary>
    [Parameter]
    public SwitchParameter Suspended { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var path = Require(Name, () => StorePath.Local(this, Name, Path));
        if (!ShouldProcess(path, $"Open store '{Name}'"))
        {
            return;
        }

        ScriptMerge? merge = null;
        PersistStore? store = null;
        try
        {
            var script = Merge is null ? null : new MergeCapture(this, Variable, MergeModules.Resolve(this, Module)).Capture(Merge);
            merge = script is null ? null : new ScriptMerge(script, Name, TimeSpan.FromSeconds(MergeTimeout));
            if (script is { Modules.Count: > 0 })
            {
                Import(merge!);
            }

            store = Open(path, script, merge);
            WriteObject(store);
        }
        catch (PersistException failure)
        {
            ThrowTerminatingError(ErrorRecords.From(failure, Name));
        }
        finally
        {
            // Not taken over: opening failed, or the path was open already with a merge of its own.
            if (store is null || !store.Uses(merge))
            {
                merge?.Dispose();
            }
        }
    }

    private PersistStore Open(string path, MergeScript? script, ScriptMerge? merge)
    {
        var remote = StorePath.Remote(this, Remote);
        CheckFiles(path, remote);
        var limit = TimeSpan.FromSeconds(MergeTimeout);
        var options = new PersistStoreOptions
        {
            Name = Name,
            Path = path,
            Remote = remote,
            RemoteCredential = RemoteCredential?.GetNetworkCredential(),
            Strategy = SameName.To<SyncStrategy>(Strategy),
            Merge = merge is null ? null : merge.Merge,
            MergeTimeout = limit,
            Interval = TimeSpan.FromMilliseconds(Interval),
            Suspended = Suspended,
            Durability = SameName.To<Durability>(Durability),
        };
        var settings = new StoreSettings(Name, remote, RemoteCredential?.UserName, Strategy, options.Interval, limit, Durability, script);
        try
        {
            return StoreRegistry.OpenOrGet(options, settings, merge, StopToken);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    private void CheckFiles(string path, string? remote)
    {
        if (HubFile.IsHub(path))
        {
            throw PersistErrors.NotAStore.With(path, "it is a Persist hub file, which stores sync through; give it as -Remote");
        }

        if (remote is not null && StorePath.LooksLikeFile(remote) && CanonicalPath.Comparer.Equals(CanonicalPath.Of(path), CanonicalPath.Of(remote)))
        {
            throw PersistErrors.InvalidRemoteAddress.With("it is the store's own local file; give another file to sync through");
        }

        if (RemoteCredential is not null && (remote is null || StorePath.LooksLikeFile(remote)))
        {
            WriteWarning("-RemoteCredential is not used: a file has no login, and whoever may write it may sync.");
        }
    }

    private void Import(ScriptMerge merge)
    {
        try
        {
            merge.Ready.WaitAsync(StopToken).GetAwaiter().GetResult();
        }
        catch (RuntimeException failure)
        {
            throw PersistErrors.MergeModule.Because(failure, string.Join(", ", Module!), failure.Message);
        }
    }
}
