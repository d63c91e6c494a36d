using System.Management.Automation;
using Persist.Completion;
using Persist.Engine.Errors;
using Persist.Engine.Transfer;
using Persist.Errors;
using Persist.Stores;

namespace Persist.Cmdlets;

/// <summary>
/// Takes files that Export-PersistStore wrote into a store. Items that are here already are settled by the store's strategy.
/// An import that was interrupted goes on where it stopped when it is run again, and changes nothing twice.
/// </summary>
[Cmdlet(VerbsData.Import, "PersistStore", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = PathSet)]
[OutputType(typeof(PersistImportResult))]
public sealed class ImportPersistStoreCommand : TransferCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    /// <summary>The files, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The files, as they are named. Takes what Get-ChildItem gives.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The store, by name or as an object. May be left out when exactly one is open.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(StoreCompleter))]
    [ValidateNotNull]
    public StoreReference? Store { get; set; }

    /// <summary>The file's version of each item replaces what is here, of any kind, whatever the strategy.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Adds the file's numbers to counters that are here, once for each file.</summary>
    [Parameter]
    public SwitchParameter AddCounter { get; set; }

    /// <summary>Takes what there is in a file that was cut off, or changed by hand.</summary>
    [Parameter]
    public SwitchParameter SkipIntegrityCheck { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Force && AddCounter)
        {
            Require<object>(null, () => throw PersistErrors.ImportChoice.With());
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var store = ResolveStore(Store);
        foreach (var given in ParameterSetName == PathSet ? Path : LiteralPath)
        {
            ForOne(given, () => ImportAll(store, given));
        }
    }

    private void ImportAll(PersistStore store, string given)
    {
        foreach (var path in Resolve(given))
        {
            if (ShouldProcess($"{path} into {store.Name}", "Import"))
            {
                ForOne(path, () => Import(store, path));
            }
        }
    }

    // A path without wildcards is taken as it stands, so that a file that is missing is the engine's to tell.
    private IReadOnlyList<string> Resolve(string path) => ParameterSetName == PathSet && Wildcard.IsIn(path)
        ? StorePath.Matching(this, path)
        : [StorePath.Full(this, path)];

    private void Import(PersistStore store, string path)
    {
        var options = new ImportOptions { Replace = Force, AddCounters = AddCounter, SkipIntegrityCheck = SkipIntegrityCheck };
        var result = Follow(
            store,
            $"Importing {System.IO.Path.GetFileName(path)} into {store.Name}",
            (progress, failures) => store.Engine.ImportAsync(path, options with { Progress = progress, Failures = failures }, StopToken),
            failure => WriteError(RecordOf(failure, path)));
        if (result.ResumedAfter > 0)
        {
            WriteVerbose($"An interrupted import of {path} was continued after line {result.ResumedAfter}.");
        }

        WriteVerbose(
            $"Read {path}: {result.Imported} item(s) imported, {result.Unchanged} unchanged, {result.Kept} kept as they are here, {result.Failed} failed.");

        WriteObject(new PersistImportResult(store.Name, result));
    }

    private static ErrorRecord RecordOf(ImportFailure failure, string path)
    {
        var record = ErrorRecords.From(failure.Error, failure.Key ?? (object)failure.Line);
        if (!failure.Error.Is(PersistErrors.InvalidRecord))
        {
            record.ErrorDetails = new ErrorDetails($"Line {failure.Line} of '{path}' was not imported. {failure.Error.Message}");
        }

        return record;
    }
}
