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

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ReferenceEquals(Key, GivenKey.None))
        {
            ForOne(Target.Name, () => WriteMatches("*"));
        }
        else
        {
            ForEachKey(Key, WriteMatches);
        }
    }

    private void WriteMatches(string key)
    {
        var pattern = KeyPattern.IsPattern(key) ? new KeyPattern(key) : null;
        foreach (var record in Target.Engine.GetConflicts(pattern is null ? key : null))
        {
            if (StopToken.IsCancellationRequested)
            {
                return;
            }

            var conflict = new PersistConflict(Target.Name, record);
            if ((pattern is null || pattern.IsMatch(conflict.Key) || conflict.Key == key) && (State is null || State == conflict.State))
            {
                WriteObject(conflict);
            }
        }
    }
}
