using System.Text.Json;

namespace Persist.Completion;

/// <summary>Completes <c>-Member</c> with the members of the set that <c>-Key</c> names, as far as they fit into an argument.</summary>
public sealed class MemberCompleter : PartCompleter
{
    private protected override string Kind => "set";

    private protected override IEnumerable<(string Text, string Argument)> PartsOf(JsonElement item) =>
        item.EnumerateArray().Select(ArgumentOf).Where(member => member.Argument.Length > 0);

    private static (string Text, string Argument) ArgumentOf(JsonElement member) => member.ValueKind switch
    {
        JsonValueKind.String => (member.GetString()!, Quoting.Quote(member.GetString()!)),
        JsonValueKind.Number => (member.GetRawText(), member.GetRawText()),
        JsonValueKind.True => ("true", "$true"),
        JsonValueKind.False => ("false", "$false"),
        JsonValueKind.Null => ("null", "$null"),
        _ => ("", ""),
    };
}
