using Persist.Engine.Conflicts;
using Persist.Engine.Items;
using Persist.Engine.Local.Replicating;
using Persist.Engine.Local.Tables;

namespace Persist.Engine.Local;

/// <summary>The conflict log, and the merges that wait: what a user's merge or a person decides.</summary>
/// <param name="file">The open file.</param>
internal sealed class ConflictLog(OpenFile file) : IDisposable
{
    /// <summary>The user's merges run one at a time, whoever asks.</summary>
    public SemaphoreSlim MergeTurn { get; } = new(1);

    public IEnumerable<ConflictRecord> Of(string? key) => file.Stream(reader => reader.Conflicts(key));

    public ConflictRecord? Find(string id) => file.Read(reader => reader.FindConflict(id));

    /// <summary>The conflicts to be decided; none is the usual case, which takes no write transaction to see.</summary>
    public IReadOnlyList<PendingMerge> Due() => file.Read(reader => reader.HasContested())
        ? file.Transact(tables => Merges(tables).Due())
        : [];

    public bool Save(PendingMerge merge, MergeResult result) => file.Transact(tables => Merges(tables).Save(merge, result));

    public void Park(PendingMerge merge, string reason) => file.Transact(tables => Merges(tables).Park(merge, reason));

    public void SetAside(PendingMerge merge) => file.Transact(tables => Merges(tables).SetAside(merge));

    /// <summary>A person decides about an open conflict.</summary>
    public Resolution Resolve(ConflictRecord conflict, MergeResult result) =>
        file.Transact(tables => Merges(tables).Resolve(conflict, result));

    /// <summary>What waited in the log for a decision about a key has got one.</summary>
    public void Close(ItemVersion resolved) => file.Transact(tables => tables.Conflicts.CloseOpen(resolved));

    /// <summary>What was decided has been decided otherwise.</summary>
    public void DecideAnew(string id, ItemVersion resolved) => file.Transact(tables => tables.Conflicts.DecideAnew(id, resolved));

    /// <summary>Lets a new merge try what a former one failed at.</summary>
    public void RetryParked() => file.Transact(tables => tables.Ops.RetryParked());

    /// <summary>How many conflicts were detected before a moment, and are decided and told.</summary>
    public long CountSettled(long before) => file.Read(reader => reader.CountSettledConflicts(before));

    /// <summary>Forgets them.</summary>
    public int DropSettled(long before) => file.Transact(tables => tables.Conflicts.DropSettled(before));

    public IReadOnlyList<ConflictRecord> Untold() => file.Read(reader => reader.UntoldConflicts());

    public void Told(IReadOnlyList<ConflictRecord> conflicts) => file.Transact(tables =>
    {
        foreach (var conflict in conflicts)
        {
            tables.Conflicts.Told(conflict);
        }
    });

    public void Dispose() => MergeTurn.Dispose();

    private Merges Merges(LocalTables tables) => new(tables, file.Now(), file.StrategyOf);
}
