using Persist.Engine.Conflicts;
using Persist.Engine.Items;
using Persist.Engine.Local.Tables;
using Persist.Engine.Merge;

namespace Persist.Engine.Local.Replicating;

/// <summary>Writes down conflicts that last-write-wins settled at the remote, seen from this replica.</summary>
/// <param name="tables">The open write transaction's tables.</param>
/// <param name="now">The replica's clock: microseconds since 1970-01-01 UTC.</param>
internal sealed class PutConflicts(LocalTables tables, long now)
{
    private readonly string _replica = tables.Position.Read().Author.Replica;

    /// <summary>Adds the conflict to the log; handlers are told where this replica took part in it.</summary>
    public void Record(ConflictFact fact)
    {
        var winner = Version(fact.Cell.Key, fact.Winner);
        var loser = Version(fact.Cell.Key, fact.Loser);
        var lost = loser.Replica == _replica;
        tables.Conflicts.Put(
            new ConflictRecord(
                fact.Id, fact.Cell.Key, fact.Cell.Path is { Length: > 0 } field ? field : null, Stamp.ToTime(now), SyncStrategy.LastWriteWins, ConflictState.Resolved,
                lost ? loser : winner, lost ? winner : loser, winner, null),
            notify: lost || winner.Replica == _replica);
    }

    private static ItemVersion Version(string key, ConflictVersion side) =>
        new(key, side.Value, Stamp.ToTime(side.Stamp), side.Origin, side.Dead);
}
