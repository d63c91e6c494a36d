using Persist.Engine.Conflicts;
using Persist.Engine.Items;
using Persist.Engine.Local.Replicating;
using Persist.Engine.Local.Writing;
using Persist.Engine.Merge;

namespace Persist.Engine.Transfer;

/// <summary>Writes down that the file had another version than the store, so that the one that does not stand can be brought back.</summary>
internal static class ImportConflict
{
    /// <summary>Adds an entry to the log, once for the same two versions.</summary>
    /// <param name="ops">The open write transaction.</param>
    /// <param name="here">The version that was here.</param>
    /// <param name="file">The file's version.</param>
    /// <param name="strategy">What decides.</param>
    /// <param name="resolved">What stands; null when a person is to decide.</param>
    /// <param name="reason">Why the user's merge did not decide.</param>
    public static void Log(OpWriter ops, Cell here, ItemVersion file, SyncStrategy strategy, ItemVersion? resolved, string? reason) =>
        ops.Tables.Conflicts.Put(
            new ConflictRecord(
                ConflictFact.IdOf(here.Id, here.Op, $"import {file.Replica} {Stamp.Of(file.Timestamp)}"),
                here.Id.Key,
                here.Id.Path is { Length: > 0 } field ? field : null,
                Stamp.ToTime(ops.Now),
                strategy,
                resolved is null ? ConflictState.Open : ConflictState.Resolved,
                PendingMerge.Version(here),
                file,
                resolved,
                reason),
            notify: true);
}
