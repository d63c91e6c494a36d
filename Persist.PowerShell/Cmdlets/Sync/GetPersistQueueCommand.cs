using System.Management.Automation;
using Persist.Completion;

namespace Persist.Cmdlets;

/// <summary>Lists the changes that wait for the remote, in the order in which they were made, or those that it refused for good.</summary>
[Cmdlet(VerbsCommon.Get, "PersistQueue")]
[OutputType(typeof(PersistQueuedOperation))]
public sealed class GetPersistQueueCommand : StoresCommand
{
    // A view of its own, with the reason.
    private const string RefusedTypeName = "Persist.PersistQueuedOperation#Refused";

    /// <summary>Only those of these keys; wildcards are allowed.</summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(KeyCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Key { get; set; }

    /// <summary>The changes that the remote refused for good, with the reason. Restart-PersistOperation makes them again.</summary>
    [Parameter]
    public SwitchParameter DeadLetter { get; set; }

    private protected override void Process(PersistStore store)
    {
        var patterns = Key?.Select(key => (Exact: key, Pattern: new KeyPattern(key))).ToList();
        foreach (var operation in DeadLetter ? store.Engine.GetDeadLetters() : store.Engine.GetQueue())
        {
            if (StopToken.IsCancellationRequested)
            {
                return;
            }

            if (patterns is null || patterns.Exists(p => p.Exact == operation.Key || p.Pattern.IsMatch(operation.Key)))
            {
                var output = PSObject.AsPSObject(new PersistQueuedOperation(store, operation));
                if (DeadLetter)
                {
                    output.TypeNames.Insert(0, RefusedTypeName);
                }

                WriteObject(output);
            }
        }
    }
}
