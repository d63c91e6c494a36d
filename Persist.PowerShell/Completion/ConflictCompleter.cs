using System.Management.Automation;
using Persist.Engine.Conflicts;

namespace Persist.Completion;

/// <summary>Completes the id of a conflict, by itself or by its key; those that wait for a decision come first.</summary>
public sealed class ConflictCompleter : LocalCompleter
{
    private protected override IEnumerable<CompletionResult> Find(EngineStore store, string? key, string typed) =>
        store.GetConflicts(null)
            .Where(conflict => conflict.Id.StartsWith(typed, StringComparison.OrdinalIgnoreCase) || conflict.Key.StartsWith(typed, StringComparison.Ordinal))
            .OrderByDescending(conflict => conflict.State == ConflictState.Open)
            .Select(conflict => Offer($"{conflict.Key}: {conflict.Local.Json} or {conflict.Remote.Json}", Quoting.Quote(conflict.Id)));
}
