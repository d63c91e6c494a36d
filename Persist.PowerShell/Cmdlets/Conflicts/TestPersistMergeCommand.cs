using System.Collections;
using System.Management.Automation;
using Persist.Engine.Conflicts;
using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Errors;
using Persist.Json;
using Persist.Merging;

namespace Persist.Cmdlets;

/// <summary>
/// Runs a merge as a store would, apart from this session, twice and with the sides swapped, and tells whether it is
/// deterministic and symmetric. No store is needed.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "PersistMerge")]
[OutputType(typeof(PersistMergeTest))]
public sealed class TestPersistMergeCommand : PersistCommand
{
    private static readonly DateTimeOffset Earlier = new(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The merge, as New-PersistStore takes it.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [MergeBlock]
    public ScriptBlock Merge { get; set; } = ScriptBlock.Create("");

    /// <summary>The local value; [Persist.Deleted]::Value for a deletion, or a version of a conflict with its time and replica.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? Local { get; set; }

    /// <summary>The remote value.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? Remote { get; set; }

    /// <summary>The common ancestor; left out, the item is new on both sides.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? Base { get; set; }

    /// <summary>The item's key.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Key { get; set; } = "key";

    /// <summary>Variables for the merge, by name.</summary>
    [Parameter]
    public Hashtable? Variable { get; set; }

    /// <summary>Modules for the merge, by name or path.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Module { get; set; }

    /// <summary>How long each run may take, in seconds.</summary>
    [Parameter]
    [ValidateRange(0.001, 3600.0)]
    public double MergeTimeout { get; set; } = 30;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            var local = Version(Local, Earlier.AddHours(2), "local");
            var remote = Version(Remote, Earlier.AddHours(1), "remote");
            var ancestor = MyInvocation.BoundParameters.ContainsKey(nameof(Base)) ? Version(Base, Earlier, "base") : null;
            var modules = MergeModules.Resolve(this, Module);
            var script = new MergeCapture(this, Variable, modules).Capture(Merge);
            using var merge = new ScriptMerge(modules, SessionState.LanguageMode, "test", TimeSpan.FromSeconds(MergeTimeout));
            MergeModules.WaitForImport(merge, Module, StopToken);
            var first = Run(merge, script, new MergeRequest(Key, local, remote, ancestor));
            var again = Run(merge, script, new MergeRequest(Key, local, remote, ancestor));
            var swapped = Run(merge, script, new MergeRequest(Key, remote, local, ancestor));
            var unknown = ValueFields.Unknown(Merge, [.. new[] { local, remote, ancestor }.Select(version => PersistVersion.Of(version)?.Value)]);
            var error = first.Error ?? again.Error ?? swapped.Error;
            WriteObject(new PersistMergeTest(
                first.Value, swapped.Value, error is null && first.Text == again.Text, error is null && first.Text == swapped.Text, unknown, error));
        }
        catch (PersistException failure)
        {
            ThrowTerminatingError(ErrorRecords.From(failure, Key));
        }
    }

    // What stands afterwards, as text that tells whether two outcomes are the same.
    private (string Text, object? Value, string? Error) Run(ScriptMerge merge, MergeScript script, MergeRequest request)
    {
        try
        {
            var result = Await(merge.Merge(script, request, StopToken).AsTask());
            var json = result.Choice switch
            {
                MergeChoice.Local => request.Local.Json,
                MergeChoice.Remote => request.Remote.Json,
                _ => result.Json,
            };
            return json is null ? ("(deleted)", Deleted.Value, null) : (json, JsonReading.Read(Key, json, asDictionary: false), null);
        }
        catch (PersistException failure) when (failure.Is(PersistErrors.MergeFailed) || failure.Is(PersistErrors.MergeTimeout) || IsOfValue(failure))
        {
            return ("(failed)", null, failure.Message);
        }
    }

    // What the merge returned cannot be stored.
    private static bool IsOfValue(PersistException failure) =>
        failure.Error.Category is PersistErrorCategory.InvalidType or PersistErrorCategory.InvalidData or PersistErrorCategory.LimitsExceeded;

    private ItemVersion Version(object? value, DateTimeOffset time, string replica) => (value is PSObject wrapper ? wrapper.BaseObject : value) switch
    {
        PersistVersion known => new ItemVersion(Key, known.Stored.Json, known.Timestamp, known.Replica, known.IsDeleted),
        Deleted => new ItemVersion(Key, null, time, replica, IsDeleted: true),
        _ => new ItemVersion(Key, JsonWriting.Write(Key, value), time, replica, IsDeleted: false),
    };
}
