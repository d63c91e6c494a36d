using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Persist.Engine.Errors;
using Persist.Stores;

namespace Persist.Completion;

/// <summary>Completes from the local file of the store that the line names, which answers without any network.</summary>
public abstract class LocalCompleter : IArgumentCompleter
{
    /// <summary>More than this nobody reads.</summary>
    private protected const int Limit = 100;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            var reference = fakeBoundParameters?["Store"] is { } store ? LanguagePrimitives.ConvertTo<StoreReference>(store) : null;
            var found = Find(StoreRegistry.Resolve(reference).Engine, fakeBoundParameters?["Key"] as string, Quoting.Unquote(wordToComplete));
            return [.. found.Take(Limit)];
        }
        catch (PersistException)
        {
            // No such store or key: there is nothing to offer, and the command itself will say why when it runs.
            return [];
        }
        catch (PSInvalidCastException)
        {
            return [];
        }
    }

    /// <param name="store">The store.</param>
    /// <param name="key">What the line has for <c>-Key</c>; null when it has none.</param>
    /// <param name="typed">What was typed so far of the argument, without quotes.</param>
    private protected abstract IEnumerable<CompletionResult> Find(EngineStore store, string? key, string typed);

    /// <param name="text">What a person reads in the list.</param>
    /// <param name="argument">What it puts into the line.</param>
    private protected static CompletionResult Offer(string text, string argument)
    {
        var shown = text.Length > 0 ? text : argument;
        return new CompletionResult(argument, shown, CompletionResultType.ParameterValue, shown);
    }
}
