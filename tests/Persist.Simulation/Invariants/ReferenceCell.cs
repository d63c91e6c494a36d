using System.Globalization;
using Persist.Engine.Merge;

namespace Persist.Simulation.Invariants;

/// <summary>A cell of the <see cref="ReferenceRemote"/>.</summary>
internal sealed class ReferenceCell
{
    public string? Value { get; set; }

    public long Stamp { get; set; }

    public string Origin { get; set; } = "";

    public string Op { get; set; } = "";

    public long Seq { get; set; }

    /// <summary>Of a counter: which reset was its last, by the sum of the two parts of its name; null while there was nothing to count.</summary>
    public long? Generation { get; set; }

    /// <summary>Of a member of a set: who added it, and when.</summary>
    public SortedDictionary<string, long> Additions { get; } = new(StringComparer.Ordinal);

    public decimal Number => Value is null ? 0 : decimal.Parse(Value, CultureInfo.InvariantCulture);

    private string State => Generation is { } generation ? generation.ToString(CultureInfo.InvariantCulture)
        : Additions.Count == 0 ? "-"
        : $"{{{string.Join(',', Additions.Select(added => $"\"{added.Key}\":{added.Value}"))}}}";

    /// <summary>As the remote's own rows are written down for comparison.</summary>
    public string Row(CellKey id) => $"{id.Key}|{id.Kind}|{id.Path}|{Value ?? "-"}|{Stamp}|{Origin}|{Op}|{Seq}|{State}";
}
