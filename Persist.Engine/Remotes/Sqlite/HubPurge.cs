using Microsoft.Data.Sqlite;

namespace Persist.Engine.Remotes.Sqlite;

/// <summary>One step of a purge. Called inside a transaction of the caller.</summary>
internal sealed class HubPurge(SqliteConnection connection, string store)
{
    private readonly HubRows _rows = new(connection, store);

    /// <summary>Deletes what is old; returns true when more is left.</summary>
    public bool Run(long serverNow)
    {
        if (ReadState() is not { } state || !PurgePlan.IsDue(state.PurgedAt, serverNow))
        {
            return false;
        }

        // The batch at the floor stays: it tells who stands there whether this is his past.
        var plan = PurgePlan.Make(state.Floor, state.Retention, serverNow, ReadBatches(state.Floor));
        using var command = _rows.Command(
            $"""
            DELETE FROM cell WHERE store = $store AND shard = 0 AND seq > $floor AND seq <= $through AND dead = 1 AND kind <> '{Merge.ItemKind.Counter}';
            DELETE FROM conflict WHERE store = $store AND shard = 0 AND seq > $floor AND seq <= $through;
            DELETE FROM batch WHERE store = $store AND shard = 0 AND seq >= $floor AND seq < $through
                AND seq <> (SELECT s.head FROM shard s WHERE s.store = $store AND s.shard = 0)
                AND NOT EXISTS (SELECT 1 FROM replica r WHERE r.store = $store AND r.shard = 0 AND r.replica = batch.replica AND r.seq = batch.seq);
            UPDATE shard SET floor = $through, purged_at = CASE WHEN $last THEN $now ELSE purged_at END WHERE store = $store AND shard = 0;
            """);
        command.Parameters.AddWithValue("$floor", state.Floor);
        command.Parameters.AddWithValue("$through", plan.Through);
        command.Parameters.AddWithValue("$last", plan.IsLast);
        command.Parameters.AddWithValue("$now", serverNow);
        command.ExecuteNonQuery();
        return !plan.IsLast;
    }

    private (long Floor, long PurgedAt, long? Retention)? ReadState()
    {
        using var select = _rows.Command(
            "SELECT h.floor, h.purged_at, s.retention FROM store s JOIN shard h ON h.store = s.store AND h.shard = 0 WHERE s.store = $store");
        using var reader = select.ExecuteReader();
        return reader.Read() ? (reader.GetInt64(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetInt64(2)) : null;
    }

    private List<(long Seq, long At)> ReadBatches(long floor)
    {
        using var select = _rows.Command(
            $"SELECT seq, at FROM batch WHERE store = $store AND shard = 0 AND seq > $floor ORDER BY seq LIMIT {PurgePlan.StepBatches}");
        select.Parameters.AddWithValue("$floor", floor);
        using var reader = select.ExecuteReader();
        var batches = new List<(long, long)>();
        while (reader.Read())
        {
            batches.Add((reader.GetInt64(0), reader.GetInt64(1)));
        }

        return batches;
    }
}
