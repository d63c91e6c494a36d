using System.Text.Json.Serialization;

namespace Persist.Engine.Transfer;

/// <summary>How many lines became what.</summary>
internal sealed record ImportCounts(
    [property: JsonPropertyName("imported")] long Imported,
    [property: JsonPropertyName("unchanged")] long Unchanged,
    [property: JsonPropertyName("kept")] long Kept,
    [property: JsonPropertyName("conflicts")] long Conflicts,
    [property: JsonPropertyName("logEntries")] long LogEntries,
    [property: JsonPropertyName("failed")] long Failed)
{
    public static ImportCounts Zero { get; } = new(0, 0, 0, 0, 0, 0);

    public ImportCounts With(ImportOutcome outcome) => outcome switch
    {
        ImportOutcome.Imported => this with { Imported = Imported + 1 },
        ImportOutcome.Unchanged => this with { Unchanged = Unchanged + 1 },
        ImportOutcome.Kept => this with { Kept = Kept + 1 },
        ImportOutcome.Conflict => this with { Conflicts = Conflicts + 1 },
        ImportOutcome.LogEntry => this with { LogEntries = LogEntries + 1 },
        ImportOutcome.Failed => this with { Failed = Failed + 1 },
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "no end of a line"),
    };
}
