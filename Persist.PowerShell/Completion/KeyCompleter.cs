using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Persist.Engine.Errors;
using Persist.Stores;

namespace Persist.Completion;

/// <summary>Completes <c>-Key</c> from the local file, which answers without any network.</summary>
public sealed class KeyCompleter : IArgumentCompleter
{
    private const int Limit = 100;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var typed = Quoting.Unquote(wordToComplete);
        return Find(fakeBoundParameters?["Store"], typed)
            .Select(key => new CompletionResult(Quoting.Quote(key), key, CompletionResultType.ParameterValue, key));
    }

    private static IReadOnlyList<string> Find(object? store, string typed)
    {
        try
        {
            var reference = store is null ? null : LanguagePrimitives.ConvertTo<StoreReference>(store);
            return StoreRegistry.Resolve(reference).Engine.FindKeys(typed, Limit);
        }
        catch (PersistException)
        {
            // No such store: there is nothing to offer, and the command itself will say why when it runs.
            return [];
        }
        catch (PSInvalidCastException)
        {
            return [];
        }
    }
}
