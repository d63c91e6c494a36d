using Persist.Engine.Errors;
using Persist.Engine.Local.Writing;
using Persist.Engine.Sync;

namespace Persist.Engine.Transfer;

/// <summary>Some lines, in order, in one transaction with the mark of how far they came.</summary>
/// <param name="ops">Writes operations.</param>
/// <param name="items">Writes items.</param>
/// <param name="policy">Who decides about a key.</param>
/// <param name="options">How items that are here are settled.</param>
/// <param name="failures">Gets the lines that were not imported; they are told once the transaction is committed.</param>
internal sealed class ImportBatch(
    OpWriter ops, ItemWriter items, StorePolicy policy, ImportOptions options, ICollection<ImportFailure> failures)
{
    private readonly ItemImport _import = new(ops, items, key => policy.For(key).Strategy, options);

    /// <summary>Imports lines up to the first that the user's merge has to decide about first.</summary>
    /// <returns>The new mark, which is written.</returns>
    public ImportMark Run(IReadOnlyList<ImportLine> lines, IReadOnlyDictionary<long, MergeAnswer> answers, ImportMark mark, string checksum)
    {
        var (former, now) = (mark, ops.Now);
        foreach (var line in lines)
        {
            var outcome = Import(line, line.Number <= mark.CountersThrough, answers.GetValueOrDefault(line.Number));
            if (outcome == ImportOutcome.NeedsMerge)
            {
                break;
            }

            mark = mark with { Line = line.Number, At = now, Counts = mark.Counts.With(outcome) };
        }

        return mark.Write(ops.Tables.Meta, checksum, former);
    }

    private ImportOutcome Import(ImportLine line, bool wasCounted, MergeAnswer? answer)
    {
        try
        {
            if (line.Failure is { } failure)
            {
                throw failure;
            }

            return line.Conflict is { } conflict
                ? ops.Tables.Conflicts.Put(conflict, notify: false) ? ImportOutcome.LogEntry : ImportOutcome.Unchanged
                : _import.Import(line.Item!, wasCounted, answer);
        }
        catch (PersistException failure)
        {
            failures.Add(new ImportFailure(line.Number, line.Key, failure));
            return ImportOutcome.Failed;
        }
    }
}
