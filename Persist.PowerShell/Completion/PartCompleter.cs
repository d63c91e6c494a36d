using System.Management.Automation;
using System.Text.Json;

namespace Persist.Completion;

/// <summary>Completes with parts of the item that <c>-Key</c> names.</summary>
public abstract class PartCompleter : LocalCompleter
{
    private protected abstract string Kind { get; }

    private protected override IEnumerable<CompletionResult> Find(EngineStore store, string? key, string typed)
    {
        if (string.IsNullOrEmpty(key) || store.Get(key) is not { } item || item.Kind != Kind)
        {
            yield break;
        }

        using var document = JsonDocument.Parse(item.Json, new JsonDocumentOptions { MaxDepth = Json.JsonWriting.MaxDepth + 1 });
        foreach (var (text, argument) in PartsOf(document.RootElement).Where(part => part.Text.StartsWith(typed, StringComparison.OrdinalIgnoreCase)))
        {
            yield return Offer(text, argument);
        }
    }

    /// <summary>What a person reads and types of each part, and the argument that stands for it.</summary>
    private protected abstract IEnumerable<(string Text, string Argument)> PartsOf(JsonElement item);
}
