using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Persist.Stores;

namespace Persist.Completion;

/// <summary>Completes <c>-Store</c> with the names of the open stores.</summary>
public sealed class StoreCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var typed = Quoting.Unquote(wordToComplete);
        return StoreRegistry.All
            .Where(store => store.Name.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .DistinctBy(store => store.Name)
            .Select(store => new CompletionResult(Quoting.Quote(store.Name), store.Name, CompletionResultType.ParameterValue, store.Path));
    }
}
