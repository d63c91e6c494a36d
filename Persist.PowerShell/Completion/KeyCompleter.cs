using System.Management.Automation;

namespace Persist.Completion;

/// <summary>Completes <c>-Key</c>.</summary>
public sealed class KeyCompleter : LocalCompleter
{
    private protected override IEnumerable<CompletionResult> Find(EngineStore store, string? key, string typed) =>
        store.FindKeys(typed, Limit).Select(found => Offer(found, Quoting.Quote(found)));
}
