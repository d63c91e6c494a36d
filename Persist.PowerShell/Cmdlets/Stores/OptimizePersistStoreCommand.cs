using System.Management.Automation;

namespace Persist.Cmdlets;

/// <summary>
/// Writes a store's local file anew, without the room that deletions left in it, and forgets old conflicts on request. Reads
/// go on meanwhile, and writes wait.
/// </summary>
[Cmdlet(VerbsCommon.Optimize, "PersistStore", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(PersistOptimizeResult))]
public sealed class OptimizePersistStoreCommand : StoresCommand
{
    private bool _yesToAll, _noToAll;

    /// <summary>How long decided conflicts stay in the log; all of them do when it is left out.</summary>
    [Parameter]
    public TimeSpan? KeepConflictsFor { get; set; }

    /// <summary>Forgets conflicts without asking.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Process(PersistStore store)
    {
        if (!ShouldProcess(store.Name, "Optimize"))
        {
            return;
        }

        var keep = KeepConflictsFor is { } time && MayForget(store, time) ? KeepConflictsFor : null;
        var result = AwaitFile(store, $"Optimizing {store.Name}", "Writing the file anew", () => store.Engine.OptimizeAsync(keep, StopToken));
        WriteVerbose($"Wrote {store.Path} anew: {result.SizeBefore:N0} bytes before, {result.SizeAfter:N0} after.");
        WriteObject(new PersistOptimizeResult(store.Name, result));
    }

    private bool MayForget(PersistStore store, TimeSpan time)
    {
        var count = store.Engine.CountSettledConflicts(time);
        return count > 0 && (Force || ShouldContinue(
            $"This deletes {count} decided conflict(s) of {store.Name} from the log, and with them the versions that lost. Export-PersistStore -IncludeConflicts keeps a copy.",
            "Delete conflicts",
            ref _yesToAll,
            ref _noToAll));
    }
}
