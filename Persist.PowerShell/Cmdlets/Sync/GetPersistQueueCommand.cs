using System.Management.Automation;
using Persist.Completion;

namespace Persist.Cmdlets;

/// <summary>Lists the changes that wait for the remote, in the order in which they were made.</summary>
[Cmdlet(VerbsCommon.Get, "PersistQueue")]
[OutputType(typeof(PersistQueuedOperation))]
public sealed class GetPersistQueueCommand : StoresCommand
{
    /// <summary>Only those of these keys; wildcards are allowed.</summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(KeyCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Key { get; set; }

    private protected override void Process(PersistStore store)
    {
        var patterns = Key?.Select(key => (Exact: key, Pattern: new KeyPattern(key))).ToList();
        foreach (var operation in store.Engine.GetQueue())
        {
            if (StopToken.IsCancellationRequested)
            {
                return;
            }

            if (patterns is null || patterns.Exists(p => p.Exact == operation.Key || p.Pattern.IsMatch(operation.Key)))
            {
                WriteObject(new PersistQueuedOperation(store.Name, operation));
            }
        }
    }
}
