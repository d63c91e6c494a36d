using System.Management.Automation;
using Persist.Completion;

namespace Persist.Cmdlets;

/// <summary>Reads the conflict log, oldest first.</summary>
[Cmdlet(VerbsCommon.Get, "PersistConflict")]
[OutputType(typeof(PersistConflict))]
public sealed class GetPersistConflictCommand : ItemCommand
{
    /// <summary>Only those of these keys; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(KeyCompleter))]
    [SupportsWildcards]
    [AllowEmptyString]
    public PSObject?[]? Key { get; set; } = GivenKey.None;

    /// <summary>Only those in this state.</summary>
    [Parameter]
    public PersistConflictState? State { get; set; }

    /// <summary>Only those that this strategy decided, or is to decide.</summary>
    [Parameter]
    public PersistStrategy? Strategy { get; set; }

    /// <summary>Only those that were detected then or later.</summary>
    [Parameter]
    public DateTimeOffset? After { get; set; }

    /// <summary>Only those that were detected earlier.</summary>
    [Parameter]
    public DateTimeOffset? Before { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ReferenceEquals(Key, GivenKey.None))
        {
            ForOne(Target.Name, () => WriteMatches(new WantedKey("*", IsLiteral: false)));
        }
        else
        {
            ForEachKey(Key, WriteMatches);
        }
    }

    private void WriteMatches(WantedKey key)
    {
        var pattern = key.Pattern;
        foreach (var record in Target.Engine.GetConflicts(pattern is null ? key.Exact : null))
        {
            if (StopToken.IsCancellationRequested)
            {
                return;
            }

            var conflict = new PersistConflict(Target, record);
            if ((pattern is null || pattern.IsMatch(conflict.Key) || conflict.Key == key.Exact) && IsWanted(conflict))
            {
                WriteObject(conflict);
            }
        }
    }

    private bool IsWanted(PersistConflict conflict) =>
        (State is null || State == conflict.State)
        && (Strategy is null || Strategy == conflict.Strategy)
        && (After is null || conflict.DetectedAt >= After)
        && (Before is null || conflict.DetectedAt < Before);
}
