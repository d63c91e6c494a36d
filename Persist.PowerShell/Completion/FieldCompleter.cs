using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.Json;
using Persist.Engine.Errors;
using Persist.Stores;

namespace Persist.Completion;

/// <summary>Completes <c>-Field</c> with the fields of the map that <c>-Key</c> names.</summary>
public sealed class FieldCompleter : IArgumentCompleter
{
    private const int Limit = 100;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var typed = Quoting.Unquote(wordToComplete);
        return FieldsOf(fakeBoundParameters?["Store"], fakeBoundParameters?["Key"] as string)
            .Where(field => field.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .Take(Limit)
            .Select(field => new CompletionResult(Quoting.Quote(field), field, CompletionResultType.ParameterValue, field));
    }

    private static IReadOnlyList<string> FieldsOf(object? store, string? key)
    {
        if (string.IsNullOrEmpty(key))
        {
            return [];
        }

        try
        {
            var reference = store is null ? null : LanguagePrimitives.ConvertTo<StoreReference>(store);
            if (StoreRegistry.Resolve(reference).Engine.Get(key) is not { Kind: "map" } map)
            {
                return [];
            }

            using var document = JsonDocument.Parse(map.Json, new JsonDocumentOptions { MaxDepth = Json.JsonWriting.MaxDepth + 1 });
            return [.. document.RootElement.EnumerateObject().Select(field => field.Name)];
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
}
