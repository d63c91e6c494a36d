using System.Management.Automation;
using Persist.Completion;
using Persist.Engine.Transfer;

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

    /// <summary>The file to write.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The file to write; the same as Path, which takes no wildcards either.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet)]
    [Alias("LP")]
    [ValidateNotNullOrEmpty]
    public string LiteralPath { get; set; } = "";

    /// <summary>The store, by name or as an object. May be left out when exactly one is open.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public StoreReference? Store { get; set; }

    /// <summary>Only items with these keys, with wildcards. All when left out.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(KeyCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Key { get; set; }

    /// <summary>Also the conflict log.</summary>
    [Parameter]
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
        var store = ResolveStore(Store);
        var path = GetUnresolvedProviderPathFromPSPath(ParameterSetName == PathSet ? Path : LiteralPath);
        if (!ShouldProcess($"{store.Name} to {path}", "Export"))
        {
            return;
        }

        var result = Require(path, () => Follow(
            store, $"Exporting {store.Name}", (progress, _) => store.Engine.ExportAsync(path, Options() with { Progress = progress }, StopToken)));
        WriteVerbose($"Exported {result.Items} item(s) and {result.Conflicts} conflict(s) of {store.Name} to {result.Path}.");
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
