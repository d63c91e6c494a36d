using Persist.Engine.Conflicts;
using Persist.Engine.Errors;
using Persist.Engine.Items;
using Persist.Engine.Local.Replicating;
using Persist.Engine.Merge;
using Persist.Engine.Sync;
using Persist.Engine.Transfer;

namespace Persist.Engine;

/// <content>What waits, what was refused, and what collided: for people to see and to decide.</content>
public sealed partial class PersistStore
{
    /// <summary>The changes that wait for the remote, in order.</summary>
    public IEnumerable<QueuedOperation> GetQueue() => Local.Queue().Select(QueueView.Describe);

    /// <summary>The changes that the remote refused for good. They are not visible any more.</summary>
    public IReadOnlyList<QueuedOperation> GetDeadLetters() => [.. Local.DeadLetters().Select(QueueView.Describe)];

    /// <summary>Makes a refused change again, as a new one; false when there is no such one.</summary>
    /// <param name="id">The operation's id.</param>
    public bool RetryDeadLetter(string id) => Local.RetryDeadLetter(id);

    /// <summary>Forgets a refused change; false when there is no such one.</summary>
    /// <param name="id">The operation's id.</param>
    public bool RemoveDeadLetter(string id) => Local.DropDeadLetter(id);

    /// <summary>The conflict log, oldest first.</summary>
    /// <param name="key">Only this item's; null for all.</param>
    public IEnumerable<ConflictRecord> GetConflicts(string? key = null) =>
        Local.Conflicts.Of(key is null ? null : ItemRules.NormalizeKey(key));

    /// <summary>
    /// Decides a conflict. One that is open gets this outcome; one that was decided is decided anew: the chosen version is
    /// written again, as a new change, and this replica's log says so. An open one whose other side has changed since gives way to one that shows it.
    /// </summary>
    /// <param name="id">The conflict's id.</param>
    /// <param name="choice">One of the two versions, a new value, or deletion.</param>
    /// <exception cref="PersistException"><see cref="PersistErrors.ConflictNotFound"/>, or the value cannot be stored.</exception>
    public void ResolveConflict(string id, MergeResult choice)
    {
        ArgumentNullException.ThrowIfNull(choice);
        var conflict = Local.Conflicts.Find(id) ?? throw PersistErrors.ConflictNotFound.With(id, Name);
        if (choice.Choice == MergeChoice.Value)
        {
            ItemRules.CheckJson(conflict.Key, choice.Json!);
        }

        var outcome = conflict.State == ConflictState.Resolved ? Resolution.NothingWaits : Local.Conflicts.Resolve(conflict, choice);
        if (outcome == Resolution.NothingWaits)
        {
            Write(conflict, choice);
        }
        else if (outcome == Resolution.Moved)
        {
            throw PersistErrors.ConflictNotFound.With(id, Name);
        }
    }

    private void Write(ConflictRecord conflict, MergeResult choice)
    {
        var json = choice.Choice switch
        {
            MergeChoice.Local => conflict.Local.Json,
            MergeChoice.Remote => conflict.Remote.Json,
            _ => choice.Json,
        };
        var resolved = new ItemVersion(conflict.Key, json, Options.TimeProvider.GetUtcNow(), Replica, json is null);
        if (conflict.State == ConflictState.Resolved)
        {
            WriteAgain(conflict, json);
            Local.Conflicts.DecideAnew(conflict.Id, resolved);
            return;
        }

        // One that an import opened: no change waits for it in the queue, so that it is closed here.
        if (Get(conflict.Key)?.Json != json)
        {
            WriteAgain(conflict, json);
        }

        Local.Conflicts.Close(resolved);
    }

    private void WriteAgain(ConflictRecord conflict, string? json)
    {
        if (conflict.Field is { } field && json is not null)
        {
            SetFields(conflict.Key, [KeyValuePair.Create(field, json)]);
        }
        else if (conflict.Field is { } gone)
        {
            RemoveFields(conflict.Key, [gone]);
        }
        else if (json is null)
        {
            Remove(conflict.Key);
        }
        else if (Get(conflict.Key)?.Kind is (ItemKind.Counter or ItemKind.Set) and var kind && RecordParts.Fits(kind, json))
        {
            // It stays what it is: the number is reached by an increment, and the set by additions and removals.
            var record = ItemRecord.Of(conflict.Key, kind, json, Replica);
            Local.Write((ops, items) => new ItemReplacement(ops, items).Replace(record, kind, null, OpKind.Put));
        }
        else
        {
            Set(conflict.Key, json, force: true);
        }
    }
}
