using Microsoft.Data.Sqlite;
using Persist.Engine.Merge;

namespace Persist.Engine.Remotes.Sqlite;

/// <summary>Reads and registers rows of one store in a hub. Called inside a transaction of the caller.</summary>
internal sealed class HubRows(SqliteConnection connection, string store)
{
    /// <summary>Adds the store and its shard when they are new; there is nothing to purge for a day then.</summary>
    public RemoteHandshake RegisterStore(string remoteId, long now)
    {
        using var insert = Command(
            """
            INSERT INTO store (store, remote_id, protocol, protocol_min) VALUES ($store, $id, $protocol, 1) ON CONFLICT DO NOTHING;
            INSERT INTO shard (store, shard, purged_at) VALUES ($store, 0, $now) ON CONFLICT DO NOTHING;
            """);
        insert.Parameters.AddWithValue("$id", remoteId);
        insert.Parameters.AddWithValue("$now", now);
        insert.Parameters.AddWithValue("$protocol", RemoteProtocol.Version);
        insert.ExecuteNonQuery();
        using var select = Command("SELECT remote_id, protocol FROM store WHERE store = $store");
        using var reader = select.ExecuteReader();
        reader.Read();
        return new RemoteHandshake(reader.GetString(0), reader.GetInt32(1));
    }

    /// <summary>Sets how long what is dead is kept; returns whether that is another time than before.</summary>
    public bool SetRetention(long? microseconds)
    {
        using var update = Command("UPDATE store SET retention = $retention WHERE store = $store AND retention IS NOT $retention");
        update.Parameters.AddWithValue("$retention", (object?)microseconds ?? DBNull.Value);
        return update.ExecuteNonQuery() > 0;
    }

    /// <summary>The oldest protocol that may use the store.</summary>
    public long ProtocolMin()
    {
        using var select = Command("SELECT protocol_min FROM store WHERE store = $store");
        return (long)select.ExecuteScalar()!;
    }

    /// <summary>Adds the replica when it is new.</summary>
    public void RegisterReplica(ReplicaIdentity replica, long now)
    {
        using var insert = Command(
            """
            INSERT INTO replica (store, shard, replica, name, last_seen) VALUES ($store, 0, $replica, $name, $now)
            ON CONFLICT DO UPDATE SET name = excluded.name, last_seen = excluded.last_seen
            """);
        insert.Parameters.AddWithValue("$replica", replica.Replica);
        insert.Parameters.AddWithValue("$name", replica.Name);
        insert.Parameters.AddWithValue("$now", now);
        insert.ExecuteNonQuery();
    }

    /// <summary>Where the store stands; null when the hub does not have it.</summary>
    public (long Head, long Floor, string Tail, long PurgedAt)? Shard()
    {
        using var select = Command("SELECT head, floor, tail, purged_at FROM shard WHERE store = $store AND shard = 0");
        using var reader = select.ExecuteReader();
        return reader.Read() ? (reader.GetInt64(0), reader.GetInt64(1), reader.GetString(2), reader.GetInt64(3)) : null;
    }

    /// <summary>Where the store stands, as a pull begins. A hub that does not have it looks like one that was rewound to its beginning.</summary>
    public PullHeader Header(ReplicaIdentity replica, long cursor, string remote, long serverNow)
    {
        var (head, floor, tail, purgedAt) = Shard() ?? (0, 0, "", serverNow);
        var cursorTail = cursor == 0 ? null : cursor == head ? tail : TailAt(cursor);
        return ReceivedData.Check(remote, new PullHeader(
            head, tail.Length == 0 ? null : tail, floor, cursorTail, LastBatch(replica.Replica, remote), serverNow, purgedAt));
    }

    /// <summary>What the hub took last from a replica; null when it took nothing.</summary>
    public LastBatch? LastBatch(string replica, string remote)
    {
        using var select = Command("SELECT batch_no, batch_id, result FROM replica WHERE store = $store AND shard = 0 AND replica = $replica");
        select.Parameters.AddWithValue("$replica", replica);
        using var reader = select.ExecuteReader();
        return reader.Read()
            ? ReceivedData.LastBatch(remote, reader.GetInt64(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2))
            : null;
    }

    /// <summary>What the rows of replicas tell of operations that wait in several copies of their files.</summary>
    public IReadOnlyList<SharedOps> Shared(IEnumerable<string> replicas, string remote)
    {
        using var select = Command("SELECT shared, taken FROM replica WHERE store = $store AND shard = 0 AND replica = $replica AND shared IS NOT NULL");
        var replica = select.Parameters.Add("$replica", SqliteType.Text);
        var rows = new List<SharedOps>();
        foreach (var id in replicas)
        {
            replica.Value = id;
            using var reader = select.ExecuteReader();
            if (reader.Read())
            {
                rows.Add(new SharedOps(id, ReceivedData.Ops(remote, RemoteRow.Text(reader, 0)), ReceivedData.Ops(remote, RemoteRow.Text(reader, 1))));
            }
        }

        return rows;
    }

    /// <summary>Writes into a replica's row which operations wait in several copies of its file.</summary>
    public void WriteShared(SharedOps row)
    {
        using var update = Command("UPDATE replica SET shared = $shared, taken = $taken WHERE store = $store AND shard = 0 AND replica = $replica");
        update.Parameters.AddWithValue("$shared", row.Shared.ToString());
        update.Parameters.AddWithValue("$taken", row.Taken.ToString());
        update.Parameters.AddWithValue("$replica", row.Replica);
        update.ExecuteNonQuery();
    }

    /// <summary>Writes what copies of a file have agreed about, and gives that a position.</summary>
    public void WriteAgreement(ReplicaIdentity replica, ForkPlan plan, long now)
    {
        foreach (var row in plan.Shared)
        {
            RegisterReplica(replica with { Replica = row.Replica }, now);
            WriteShared(row);
        }

        using var write = Command(
            """
            INSERT INTO batch (store, shard, seq, replica, batch_no, batch_id, tail, at, ops) VALUES ($store, 0, $seq, $replica, 0, $tail, $tail, $now, '');
            UPDATE shard SET head = $seq, tail = $tail WHERE store = $store AND shard = 0;
            """);
        write.Parameters.AddWithValue("$seq", plan.Answer.Head);
        write.Parameters.AddWithValue("$replica", replica.Replica);
        write.Parameters.AddWithValue("$tail", plan.Answer.Tail);
        write.Parameters.AddWithValue("$now", now);
        write.ExecuteNonQuery();
    }

    /// <summary>The batches that a copied file has to know of: see <see cref="ForkPlan.Make"/>.</summary>
    public IEnumerable<(long Seq, OpIdSet Ops)> Batches(ForkRequest request, string remote)
    {
        using var select = Command(
            """
            SELECT seq, ops FROM batch WHERE store = $store AND shard = 0 AND seq > $seq AND (
                replica IN (SELECT value FROM json_each($family))
                OR ($exact AND EXISTS (SELECT 1 FROM replica r
                    WHERE r.store = $store AND r.shard = 0 AND r.replica IN (SELECT value FROM json_each($family)) AND r.taken <> '')))
            ORDER BY seq
            """);
        select.Parameters.AddWithValue("$seq", request.LooksBeyond);
        select.Parameters.AddWithValue("$family", $"[{string.Join(',', request.Family.Select(id => $"\"{id}\""))}]");
        select.Parameters.AddWithValue("$exact", !request.IsRepair);
        using var reader = select.ExecuteReader();
        while (reader.Read())
        {
            yield return (reader.GetInt64(0), ReceivedData.Ops(remote, reader.GetString(1)));
        }
    }

    /// <summary>The name of a position; null when its batch is not kept any more, or was never there.</summary>
    public string? TailAt(long seq)
    {
        using var select = Command("SELECT tail FROM batch WHERE store = $store AND shard = 0 AND seq = $seq");
        select.Parameters.AddWithValue("$seq", seq);
        return select.ExecuteScalar() as string;
    }

    /// <summary>Those of the touched cells that lie beyond a position.</summary>
    public Dictionary<CellKey, Cell> Beyond(long seq, IReadOnlyList<Op> ops)
    {
        using var select = Command(
            $"SELECT {RemoteRow.CellColumns} FROM cell WHERE store = $store AND shard = 0 AND key = $key AND kind = $kind AND path = $path AND +seq > $seq");
        select.Parameters.AddWithValue("$seq", seq);
        var key = select.Parameters.Add("$key", SqliteType.Text);
        var kind = select.Parameters.Add("$kind", SqliteType.Text);
        var path = select.Parameters.Add("$path", SqliteType.Text);
        var found = new Dictionary<CellKey, Cell>();
        foreach (var cell in ops.Select(op => op.Cell).Distinct())
        {
            (key.Value, kind.Value, path.Value) = (cell.Key, cell.Kind, cell.Path);
            using var reader = select.ExecuteReader();
            if (reader.Read())
            {
                found[cell] = RemoteRow.ReadCell(reader);
            }
        }

        return found;
    }

    /// <summary>A command whose <c>$store</c> is set.</summary>
    public SqliteCommand Command(string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$store", store);
        return command;
    }
}
