using System.Management.Automation;

namespace Persist.Completion;

/// <summary>Completes the id of a change that the remote refused, by itself or by its key.</summary>
public sealed class RefusedChangeCompleter : LocalCompleter
{
    private protected override IEnumerable<CompletionResult> Find(EngineStore store, string? key, string typed) =>
        store.GetDeadLetters()
            .Where(change => change.Id.StartsWith(typed, StringComparison.OrdinalIgnoreCase) || change.Key.StartsWith(typed, StringComparison.Ordinal))
            .Select(change => Offer($"{change.Key}: {change.Operation} {change.Detail}".TrimEnd(), Quoting.Quote(change.Id)));
}
