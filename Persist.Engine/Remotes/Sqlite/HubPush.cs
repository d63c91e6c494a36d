using Microsoft.Data.Sqlite;
using Persist.Engine.Merge;

namespace Persist.Engine.Remotes.Sqlite;

/// <summary>Writes what a push decided. Called inside the push's transaction.</summary>
internal sealed class HubPush(SqliteConnection connection, PushRequest request)
{
    private readonly HubRows _rows = new(connection, request.Replica.Store);

    /// <summary>Writes cells, conflicts, the batch, the replica's row and the shard's head.</summary>
    public void Write(PushPlan plan)
    {
        WriteCells(plan);
        WriteConflicts(plan.Conflicts);
        using var command = _rows.Command(
            """
            INSERT INTO batch (store, shard, seq, replica, batch_no, batch_id, tail, at, ops) VALUES ($store, 0, $seq, $replica, $no, $id, $tail, $now, $ops);
            INSERT INTO replica (store, shard, replica, name, batch_no, batch_id, seq, result, last_seen)
            VALUES ($store, 0, $replica, $name, $no, $id, $seq, $result, $now)
            ON CONFLICT DO UPDATE SET name = excluded.name, batch_no = excluded.batch_no, batch_id = excluded.batch_id,
                seq = excluded.seq, result = excluded.result, last_seen = excluded.last_seen;
            UPDATE shard SET head = $seq, tail = $tail WHERE store = $store AND shard = 0;
            """);
        command.Parameters.AddWithValue("$seq", plan.Result.Seq);
        command.Parameters.AddWithValue("$replica", request.Replica.Replica);
        command.Parameters.AddWithValue("$name", request.Replica.Name);
        command.Parameters.AddWithValue("$no", request.No);
        command.Parameters.AddWithValue("$id", request.Id);
        command.Parameters.AddWithValue("$tail", plan.Result.Tail);
        command.Parameters.AddWithValue("$ops", plan.Done.ToString());
        command.Parameters.AddWithValue("$result", plan.Result.ToJson());
        command.Parameters.AddWithValue("$now", plan.Result.ServerNow);
        command.ExecuteNonQuery();
        foreach (var row in plan.Taken)
        {
            _rows.WriteShared(row);
        }
    }

    private void WriteCells(PushPlan plan)
    {
        using var command = _rows.Command(
            """
            INSERT INTO cell (store, shard, key, kind, path, value, dead, dead_at, stamp, origin, op, seq, state)
            VALUES ($store, 0, $key, $kind, $path, $value, $dead, $dead_at, $stamp, $origin, $op, $seq, $state)
            ON CONFLICT DO UPDATE SET value = excluded.value, dead = excluded.dead, dead_at = excluded.dead_at,
                stamp = MAX(excluded.stamp, cell.stamp + $times), origin = excluded.origin, op = excluded.op, seq = excluded.seq, state = excluded.state
            """);
        var key = command.Parameters.Add("$key", SqliteType.Text);
        var kind = command.Parameters.Add("$kind", SqliteType.Text);
        var path = command.Parameters.Add("$path", SqliteType.Text);
        var value = command.Parameters.Add("$value", SqliteType.Text);
        var dead = command.Parameters.Add("$dead", SqliteType.Integer);
        var deadAt = command.Parameters.Add("$dead_at", SqliteType.Integer);
        var stamp = command.Parameters.Add("$stamp", SqliteType.Integer);
        var op = command.Parameters.Add("$op", SqliteType.Text);
        var state = command.Parameters.Add("$state", SqliteType.Text);
        var times = command.Parameters.Add("$times", SqliteType.Integer);
        command.Parameters.AddWithValue("$origin", request.Replica.Replica);
        command.Parameters.AddWithValue("$seq", plan.Result.Seq);
        foreach (var (cell, count) in plan.Writes)
        {
            (key.Value, kind.Value, path.Value) = (cell.Id.Key, cell.Id.Kind, cell.Id.Path);
            value.Value = cell.Value ?? (object)DBNull.Value;
            dead.Value = cell.Dead;
            deadAt.Value = cell.Dead ? plan.Result.ServerNow : DBNull.Value;
            state.Value = cell.State ?? (object)DBNull.Value;
            (stamp.Value, op.Value, times.Value) = (cell.Stamp, cell.Op, count);
            command.ExecuteNonQuery();
        }
    }

    private void WriteConflicts(IReadOnlyList<ConflictFact> conflicts)
    {
        foreach (var conflict in conflicts)
        {
            using var command = _rows.Command(
                $"""
                INSERT INTO conflict (store, shard, {RemoteRow.ConflictColumns}, id)
                VALUES ($store, 0, $seq, $key, $kind, $path, $winner_op, $winner_origin, $winner_value, $winner_stamp,
                    $loser_op, $loser_origin, $loser_value, $loser_stamp, $id)
                ON CONFLICT DO NOTHING
                """);
            command.Parameters.AddWithValue("$id", conflict.Id);
            command.Parameters.AddWithValue("$seq", conflict.Seq);
            command.Parameters.AddWithValue("$key", conflict.Cell.Key);
            command.Parameters.AddWithValue("$kind", conflict.Cell.Kind);
            command.Parameters.AddWithValue("$path", conflict.Cell.Path);
            AddVersion(command, "$winner", conflict.Winner);
            AddVersion(command, "$loser", conflict.Loser);
            command.ExecuteNonQuery();
        }
    }

    private static void AddVersion(SqliteCommand command, string side, ConflictVersion version)
    {
        command.Parameters.AddWithValue(side + "_op", version.Op);
        command.Parameters.AddWithValue(side + "_origin", version.Origin);
        command.Parameters.AddWithValue(side + "_value", version.Value ?? (object)DBNull.Value);
        command.Parameters.AddWithValue(side + "_stamp", version.Stamp);
    }
}
