using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Persist.Completion;

/// <summary>Completes <c>-Strategy</c> of New-PersistStore, which takes more than the names of strategies.</summary>
public sealed class StrategyCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var typed = Quoting.Unquote(wordToComplete);
        return Enum.GetNames<PersistStrategy>()
            .Where(name => name.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .Select(name => new CompletionResult(name));
    }
}
