using Persist.Engine.Conflicts;
using Persist.Engine.Items;
using Persist.Engine.Local.Replicating;
using Persist.Engine.Local.Tables;
using Persist.Engine.Local.Writing;
using Persist.Engine.Merge;

namespace Persist.Engine.Transfer;

/// <summary>
/// A value that is here and in the file, where a merge or a person decides. Nobody knows what both come from, so the merge
/// is asked without an ancestor. Called with the write transaction open.
/// </summary>
/// <param name="ops">Writes operations.</param>
/// <param name="items">Writes items.</param>
/// <param name="strategy">Custom or Manual.</param>
internal sealed class MergedImport(OpWriter ops, ItemWriter items, SyncStrategy strategy)
{
    /// <summary>Imports the item as far as it is decided.</summary>
    /// <param name="record">The file's version.</param>
    /// <param name="here">The version that is here; of other content.</param>
    /// <param name="answer">What the merge said, when it was asked.</param>
    public ImportOutcome Import(ItemRecord record, VisibleCell here, MergeAnswer? answer)
    {
        if (strategy == SyncStrategy.Manual)
        {
            return Open(record, here.Cell, null);
        }

        if (answer is null || answer.Here.Json != here.Cell.Value)
        {
            return ImportOutcome.NeedsMerge;
        }

        return answer.Result is { } result ? Decide(record, here.Cell, result) : Open(record, here.Cell, answer.Failure);
    }

    private ImportOutcome Decide(ItemRecord record, Cell here, MergeResult result)
    {
        var json = result.Choice switch
        {
            MergeChoice.Local => here.Value,
            MergeChoice.Remote => record.Json,
            MergeChoice.Delete => null,
            _ => result.Json,
        };
        var isKept = json == here.Value;
        if (json is null)
        {
            items.Remove(record.Key);
        }
        else if (!isKept)
        {
            ops.BeginWrite();
            ops.Write(here.Id, OpKind.Cas, json);
        }

        var resolved = isKept
            ? PendingMerge.Version(here)
            : new ItemVersion(record.Key, json, Stamp.ToTime(ops.Now), ops.Replica, json is null);
        ImportConflict.Log(ops, here, record.Version, strategy, resolved, null);
        return isKept ? ImportOutcome.Kept : ImportOutcome.Imported;
    }

    private ImportOutcome Open(ItemRecord record, Cell here, string? reason)
    {
        ImportConflict.Log(ops, here, record.Version, strategy, null, reason);
        return ImportOutcome.Conflict;
    }
}
