using System.Collections;
using System.Management.Automation;
using Persist.Completion;
using Persist.Engine;
using Persist.Engine.Conflicts;
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

    /// <summary>
    /// Who decides when two replicas changed the same item: LastWriteWins, Crdt, Custom or Manual. Or a dictionary of key
    /// pattern (* and ?) and one of these or a merge scriptblock; '*' is for all other keys. In an [ordered] one the first
    /// match wins; in a plain hashtable the pattern with the longest text before its first wildcard.
    /// </summary>
    [Parameter]
    [ArgumentCompleter(typeof(StrategyCompleter))]
    [ValidateNotNullOrEmpty]
    public object? Strategy { get; set; }

    /// <summary>
    /// The merge of the strategy Custom: gets $local, $remote and their common $ancestor, and returns one of them, a new
    /// value, or [Persist.Deleted]::Value. It runs apart from this session.
    /// </summary>
    [Parameter]
    [MergeBlock]
    public ScriptBlock? Merge { get; set; }

    /// <summary>
    /// Runs merges in this session instead, with its variables and functions: while Sync-PersistStore or Wait-PersistSync
    /// waits here, else between two statements. While the session is busy, conflicts wait for its next Sync-PersistStore.
    /// </summary>
    [Parameter]
    public SwitchParameter MergeInSession { get; set; }

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

    /// <summary>
    /// How long the remote keeps deletions, for all replicas of the store: 1 day to 10 years, or [timespan]::MaxValue. It is set
    /// with the next sync. Left out, it stays as it is; 90 days at first.
    /// </summary>
    [Parameter]
    public TimeSpan? Retention { get; set; }

    /// <summary>What a write that has returned survives: Full a power cut, Normal the end of the process.</summary>
    [Parameter]
    public PersistDurability Durability { get; set; }

    /// <summary>Opens it with background sync suspended.</summary>
    [Parameter]
    public SwitchParameter Suspended { get; set; }

    /// <summary>A file that log messages are appended to, of background syncs, too. None when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LogPath { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var path = Require(Name, () => StorePath.Local(this, Name, Path));
        if (!ShouldProcess(path, $"Open store '{Name}'"))
        {
            return;
        }

        IStoreMerge? merge = null;
        PersistStore? store = null;
        try
        {
            var modules = MergeModules.Resolve(this, Module);
            var rules = StoreRule.Parse(Strategy, Merge).Select(rule => rule with { Script = Capture(rule.Block, modules) }).ToList();
            merge = rules.Exists(rule => rule.Script is not null) ? Place(modules) : null;
            if (modules.Count > 0 && merge is not null)
            {
                MergeModules.WaitForImport(merge, Module, StopToken);
            }

            store = Open(path, rules, merge);
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

    private MergeScript? Capture(ScriptBlock? block, IReadOnlyList<string> modules)
    {
        if (block is null || !MergeInSession)
        {
            return block is null ? null : new MergeCapture(this, Variable, modules).Capture(block);
        }

        return Variable is null && Module is null
            ? MergeScript.InSession(block)
            : throw PersistErrors.MergeCapture.With(Variable is null ? "-Module" : "-Variable", "with -MergeInSession it has what the session has");
    }

    private IStoreMerge Place(IReadOnlyList<string> modules)
    {
        var limit = TimeSpan.FromSeconds(MergeTimeout);
        return MergeInSession ? new SessionMerge(this, limit) : new ScriptMerge(modules, SessionState.LanguageMode, Name, limit);
    }

    private PersistStore Open(string path, List<StoreRule> rules, IStoreMerge? merge)
    {
        var remote = StorePath.Remote(this, Remote);
        if (RemoteCredential is not null && (remote is null || RemoteAddress.IsFile(remote)))
        {
            WriteWarning("-RemoteCredential is not used: a file has no login, and whoever may write it may sync.");
        }

        var limit = TimeSpan.FromSeconds(MergeTimeout);
        var options = new PersistStoreOptions
        {
            Name = Name,
            Path = path,
            Remote = remote,
            RemoteCredential = RemoteCredential?.GetNetworkCredential(),
            Strategy = SameName.To<SyncStrategy>(rules[^1].Strategy),
            Merge = FunctionOf(rules[^1], merge),
            Policies = [.. rules.SkipLast(1).Select(rule => new KeyPolicy(rule.Pattern, SameName.To<SyncStrategy>(rule.Strategy), FunctionOf(rule, merge)))],
            MergeTimeout = limit,
            Interval = TimeSpan.FromMilliseconds(Interval),
            Retention = Retention,
            Suspended = Suspended,
            Durability = SameName.To<Durability>(Durability),
            LogPath = LogPath is null ? null : StorePath.Full(this, LogPath),
        };
        var settings = new StoreSettings(Name, remote, RemoteCredential?.UserName, rules, options.Interval, limit, Retention, Durability, MergeInSession, options.LogPath);
        return Listen(() => AwaitLocal(() => StoreRegistry.OpenOrGet(options, settings, merge, StopToken)));
    }

    private static MergeFunction? FunctionOf(StoreRule rule, IStoreMerge? merge) => rule.Script is null ? null : merge!.For(rule.Script);
}
