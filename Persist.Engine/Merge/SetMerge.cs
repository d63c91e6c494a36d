using System.Text.Json;
using System.Text.Json.Serialization;

namespace Persist.Engine.Merge;

/// <summary>
/// Observed-remove sets (Shapiro et al., "A comprehensive study of convergent and commutative replicated data types",
/// 2011), with positions of the remote for tags. A member's state is who added it and when: <c>{"replica":seq}</c>. A
/// removal drops the additions that it has seen; a member without additions is dead.
/// </summary>
internal static class SetMerge
{
    public static Applied Include(Cell? current, Op op, in PushContext context)
    {
        var additions = Unseen(current, op, context.Author);
        additions[context.Replica] = context.Seq;
        return Changed(current, op, context, additions);
    }

    public static Applied Remove(Cell? current, Op op, in PushContext context)
    {
        var additions = Unseen(current, op, context.Author);
        return additions.Count > 0 && additions.Count == Additions(current).Count
            ? new Applied(current, Outcome.Superseded, null)
            : Changed(current, op, context, additions);
    }

    /// <summary>The additions of a member's cell.</summary>
    /// <exception cref="JsonException">The state is something else.</exception>
    public static SortedDictionary<string, long> Additions(Cell? cell) => cell?.State is { } state
        ? JsonSerializer.Deserialize(state, AdditionsJson.Default.SortedDictionaryStringInt64) ?? throw new JsonException("null")
        : new(StringComparer.Ordinal);

    private static SortedDictionary<string, long> Unseen(Cell? current, Op op, Author author)
    {
        var unseen = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (adder, seq) in Additions(current))
        {
            if (seq > op.Base && !author.Added(adder, seq, current!))
            {
                unseen[adder] = seq;
            }
        }

        return unseen;
    }

    private static Applied Changed(Cell? current, Op op, in PushContext context, SortedDictionary<string, long> additions)
    {
        var dead = additions.Count == 0;
        var state = dead ? null : JsonSerializer.Serialize(additions, AdditionsJson.Default.SortedDictionaryStringInt64);
        return new Applied(CellMerge.Written(current, op, context, dead ? null : op.Cell.Path, dead, state), Outcome.Applied, null);
    }
}

/// <summary>Serialisation without reflection.</summary>
[JsonSerializable(typeof(SortedDictionary<string, long>))]
internal sealed partial class AdditionsJson : JsonSerializerContext;
