using System.Management.Automation;
using Persist.Completion;
using Persist.Engine.Conflicts;
using Persist.Engine.Errors;
using Persist.Json;

namespace Persist.Cmdlets;

/// <summary>
/// Decides conflicts. One that is open gets this outcome; in one that was decided the chosen version is brought back, as a
/// new write.
/// </summary>
[Cmdlet(VerbsDiagnostic.Resolve, "PersistConflict", SupportsShouldProcess = true, DefaultParameterSetName = UseSet)]
[OutputType(typeof(PersistConflict))]
public sealed class ResolvePersistConflictCommand : PersistCommand
{
    private const string UseSet = "Use";
    private const string ValueSet = "Value";
    private const string DeleteSet = "Delete";

    /// <summary>What Get-PersistConflict returned, what a handler was given, or ids.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(ConflictCompleter))]
    [ValidateNotNullOrEmpty]
    public ConflictReference[] Id { get; set; } = [];

    /// <summary>The version that is to stand.</summary>
    [Parameter(Mandatory = true, ParameterSetName = UseSet)]
    public PersistSide Use { get; set; }

    /// <summary>A value that is to stand in place of both; $null is the JSON null.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ValueSet)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? Value { get; set; }

    /// <summary>The item is to be deleted.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DeleteSet)]
    public SwitchParameter Delete { get; set; }

    /// <summary>The store that ids are of, by name or as an object. May be left out when exactly one is open.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(StoreCompleter))]
    [ValidateNotNull]
    public StoreReference? Store { get; set; }

    /// <summary>Passes each conflict on as it is then in the log.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var reference in Id)
        {
            var store = OwnerOf(reference.Object?.Owner, Store ?? reference.Store);
            ForOne(reference.Key ?? reference.Id, () => Resolve(store, reference));
        }
    }

    private void Resolve(PersistStore store, ConflictReference reference)
    {
        var name = reference.Key ?? reference.Id;
        var choice = Choice(name);
        if (!ShouldProcess($"{name} in {store.Name}", $"Resolve conflict: {Describe(choice)}"))
        {
            return;
        }

        AwaitLocal(() => store.Engine.ResolveConflict(reference.Id, choice));
        if (PassThru && store.Engine.GetConflicts(reference.Key).FirstOrDefault(c => c.Id == reference.Id) is { } record)
        {
            WriteObject(new PersistConflict(store, record));
        }
    }

    private MergeResult Choice(string key) => ParameterSetName switch
    {
        UseSet => Use == PersistSide.Local ? MergeResult.UseLocal : MergeResult.UseRemote,
        ValueSet => Chosen(key, Value is PSObject wrapper ? wrapper.BaseObject : Value),
        _ => Delete ? MergeResult.Delete : throw PersistErrors.ConflictChoice.With(key),
    };

    // A version, from this conflict or another, stands for its value.
    private MergeResult Chosen(string key, object? value) => value switch
    {
        Deleted or PersistVersion { IsDeleted: true } => MergeResult.Delete,
        PersistVersion version => MergeResult.Value(version.Stored.Json!),
        _ => MergeResult.Value(JsonWriting.Write(key, Value)),
    };

    private static string Describe(MergeResult choice) => choice.Choice switch
    {
        MergeChoice.Local => "use the local version",
        MergeChoice.Remote => "use the remote version",
        MergeChoice.Delete => "delete the item",
        _ => "use another value",
    };
}
