using System.Management.Automation;
using Persist.Completion;
using Persist.Engine.Errors;
using Persist.Engine.Transfer;
using Persist.Stores;

namespace Persist.Cmdlets;

/// <summary>
/// Writes what a store shows now into a file of JSON Lines, which Import-PersistStore takes back to the letter. The file is
/// there as a whole or not at all.
/// </summary>
[Cmdlet(VerbsData.Export, "PersistStore", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = PathSet)]
[OutputType(typeof(FileInfo))]
public sealed class ExportPersistStoreCommand : TransferCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string SalvageSet = "Salvage";

    /// <summary>The file to write.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = SalvageSet)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The file to write; the same as Path, which takes no wildcards either.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet)]
    [Alias("LP")]
    [ValidateNotNullOrEmpty]
    public string LiteralPath { get; set; } = "";

    /// <summary>The store, by name or as an object. May be left out when exactly one is open.</summary>
    [Parameter(ParameterSetName = PathSet, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = LiteralPathSet, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(StoreCompleter))]
    [ValidateNotNull]
    public StoreReference? Store { get; set; }

    /// <summary>The file of a damaged store that no process has open: what can still be read of it is exported.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SalvageSet)]
    [ValidateNotNullOrEmpty]
    public string Salvage { get; set; } = "";

    /// <summary>Only items with these keys, with wildcards. All when left out.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(KeyCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Key { get; set; }

    /// <summary>Also the conflict log.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    public SwitchParameter IncludeConflicts { get; set; }

    /// <summary>Replaces a file that exists.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Passes the file on.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var path = FullPath(ParameterSetName == LiteralPathSet ? LiteralPath : Path);
        if (ParameterSetName == SalvageSet)
        {
            var damaged = FullPath(Salvage);
            if (ShouldProcess($"{damaged} to {path}", "Export what can be read"))
            {
                Tell(damaged, Require(damaged, () => ExportDamaged(damaged, path)));
            }

            return;
        }

        var store = ResolveStore(Store);
        foreach (var key in Key ?? [])
        {
            Require(key, () => CheckKey(store, key));
        }

        if (ShouldProcess($"{store.Name} to {path}", "Export"))
        {
            Tell(store.Name, Require(path, () => Follow(
                store, $"Exporting {store.Name}", (progress, _) => store.Engine.ExportAsync(path, Options() with { Progress = progress }, StopToken))));
        }
    }

    // A backup without what was asked for by name would be missed only when it is needed.
    private static bool CheckKey(PersistStore store, string key) =>
        Wildcard.IsIn(key) || store.Engine.Contains(key) ? true : throw PersistErrors.ItemNotFound.With(key, store.Name);

    private string FullPath(string path) => Require(path, () => StorePath.Full(this, path));

    private ExportResult ExportDamaged(string damaged, string path)
    {
        var salvaged = EngineStore.Salvage(damaged);
        var result = Follow(null, $"Exporting {damaged}", (progress, _) =>
        {
            var running = salvaged.ExportAsync(path, Options() with { Progress = progress }, StopToken);
            running.ContinueWith(_ => salvaged.Dispose(), TaskScheduler.Default); // also after Ctrl+C, and not before it has ended
            return running;
        });
        if (salvaged.Gaps > 0 || salvaged.Unusable > 0)
        {
            WriteWarning($"{salvaged.Gaps} stretch(es) of keys and {salvaged.Unusable} row(s) could not be read; the remote, or a backup, may have what was there.");
        }

        if (salvaged.Incomplete.Count > 0)
        {
            WriteWarning($"Sets and maps that may have lost members or fields: {string.Join(", ", salvaged.Incomplete)}.");
        }

        return result;
    }

    private void Tell(string source, ExportResult result)
    {
        WriteVerbose($"Exported {result.Items} item(s) and {result.Conflicts} conflict(s) of {source} to {result.Path}.");
        if (PassThru)
        {
            WriteObject(new FileInfo(result.Path));
        }
    }

    private ExportOptions Options()
    {
        var patterns = Key?.Select(key => new KeyPattern(key)).ToList();
        return new ExportOptions
        {
            Overwrite = Force,
            IncludeConflicts = IncludeConflicts,
            Prefix = patterns is [var only] ? only.Prefix : "",
            Filter = patterns is null ? null : key => patterns.Exists(pattern => pattern.IsMatch(key)) || Key!.Contains(key, StringComparer.Ordinal),
        };
    }
}
