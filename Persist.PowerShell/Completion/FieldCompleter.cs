using System.Text.Json;

namespace Persist.Completion;

/// <summary>Completes <c>-Field</c> with the fields of the map that <c>-Key</c> names.</summary>
public sealed class FieldCompleter : PartCompleter
{
    private protected override string Kind => "map";

    private protected override IEnumerable<(string Text, string Argument)> PartsOf(JsonElement item) =>
        item.EnumerateObject().Select(field => (field.Name, Quoting.Quote(field.Name)));
}
