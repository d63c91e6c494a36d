namespace Persist.Engine.Remotes.Postgres;

/// <summary>The statements of pull and push. Parameters only; $1 is the store everywhere. One shard, number 0.</summary>
internal static class PostgresSql
{
    /// <summary>The server's clock in whole microseconds.</summary>
    public const string Now = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

    /// <summary>Pull: $2 the replica, $3 the cursor. Always one row.</summary>
    public const string Header =
        $"""
        SELECT {Now}, coalesce(s.head, 0), coalesce(s.floor, 0),
            CASE WHEN $3 = 0 THEN NULL WHEN s.head = $3 THEN s.tail ELSE (SELECT b.tail FROM persist.batch b WHERE b.store = $1 AND b.shard = 0 AND b.seq = $3) END,
            r.batch_no, r.batch_id, r.result, nullif(s.tail, ''), coalesce(s.purged_at, {Now}), pg_is_in_recovery()
        FROM (SELECT) one
        LEFT JOIN persist.shard s ON s.store = $1 AND s.shard = 0
        LEFT JOIN persist.replica r ON r.store = $1 AND r.shard = 0 AND r.replica = $2
        """;

    /// <summary>Look: one row while the remote stands where it stood: at the head $2, which is named $3, with the floor $4; and is no standby.</summary>
    /// <remarks>PostgreSQL opens also the tables of which a statement needs nothing in the end: one table is what makes this fast.</remarks>
    public const string Look =
        $"""
        SELECT {Now}, coalesce(s.purged_at, {Now}) FROM persist.shard s
        WHERE s.store = $1 AND s.shard = 0 AND s.head = $2 AND s.tail = $3 AND s.floor = $4 AND NOT pg_is_in_recovery()
        """;

    /// <summary>Pull: $2 the cursor.</summary>
    public const string Conflicts =
        $"SELECT {RemoteRow.ConflictColumns} FROM persist.conflict WHERE store = $1 AND shard = 0 AND seq > $2 ORDER BY seq";

    /// <summary>Pull: $2 the cursor.</summary>
    public const string Cells =
        $"SELECT {RemoteRow.CellColumns} FROM persist.cell c WHERE c.store = $1 AND c.shard = 0 AND c.seq > $2 ORDER BY c.seq";

    /// <summary>Pull of a replica that has nothing yet, and so has nothing to delete: $2 the cursor, $3 the replica.</summary>
    public const string LiveCells =
        $"SELECT {RemoteRow.CellColumns} FROM persist.cell c WHERE c.store = $1 AND c.shard = 0 AND c.seq > $2 AND (NOT c.dead OR c.kind = 'counter'"
        + " OR EXISTS (SELECT FROM persist.replica r WHERE r.store = $1 AND r.shard = 0 AND r.replica = $3 AND r.batch_no > 0)) ORDER BY c.seq";

    // What CellDigest defines. sha256 of bytes is there from PostgreSQL 11 on.
    private const string Digest =
        """
        ('x' || substr(encode(sha256(convert_to(c.key, 'UTF8') || '\x00'::bytea || convert_to(c.kind, 'UTF8') || '\x00'::bytea || convert_to(c.path, 'UTF8')
            || '\x00'::bytea || convert_to(coalesce(c.value, ''), 'UTF8')), 'hex'), 1, 16))::bit(64)::bigint
        """;

    private const string Bucket = "get_byte(sha256(convert_to(c.key, 'UTF8')), 0)";

    /// <summary>Comparison: count and sum of the live cells of each bucket.</summary>
    public const string Sums =
        $"SELECT {Bucket}, count(*), sum({Digest})::text FROM persist.cell c WHERE c.store = $1 AND c.shard = 0 AND NOT c.dead GROUP BY 1";

    /// <summary>Comparison: $2 buckets. Their live cells, in the order of the bytes of UTF-8 whatever the database's encoding is.</summary>
    public const string Digests =
        $"""
        SELECT c.key, c.kind, c.path, {Digest} FROM persist.cell c WHERE c.store = $1 AND c.shard = 0 AND NOT c.dead AND {Bucket} = ANY ($2)
        ORDER BY convert_to(c.key, 'UTF8'), c.kind, convert_to(c.path, 'UTF8')
        """;

    /// <summary>Push and fork: the lock under which positions are given.</summary>
    public const string Lock = "SELECT head, floor, tail FROM persist.shard WHERE store = $1 AND shard = 0 FOR UPDATE";

    /// <summary>Push and fork: $2 replicas. What their rows tell of operations that wait in several copies of their files.</summary>
    public const string Shared =
        "SELECT r.replica, r.shared, r.taken FROM persist.replica r WHERE r.store = $1 AND r.shard = 0 AND r.replica = ANY ($2) AND r.shared IS NOT NULL";

    /// <summary>Push and fork: $2 the replica, $3 and $4 what its row tells from now on.</summary>
    public const string WriteShared = "UPDATE persist.replica SET shared = $3, taken = $4 WHERE store = $1 AND shard = 0 AND replica = $2";

    /// <summary>Fork: $2 replicas, $3 a position, $4 whether it matters where a copy's push lies. See <see cref="ForkPlan.Make"/>.</summary>
    public const string Batches =
        """
        SELECT b.seq, b.ops FROM persist.batch b WHERE b.store = $1 AND b.shard = 0 AND b.seq > $3 AND (
            b.replica = ANY ($2)
            OR ($4 AND EXISTS (SELECT FROM persist.replica r WHERE r.store = $1 AND r.shard = 0 AND r.replica = ANY ($2) AND r.taken <> '')))
        ORDER BY b.seq
        """;

    /// <summary>Fork: $2 the seq, $3 the replica, $4 the position's name. A batch without operations.</summary>
    public const string WriteAgreement =
        $"INSERT INTO persist.batch (store, shard, seq, replica, batch_no, batch_id, at, ops, tail) VALUES ($1, 0, $2, $3, 0, $4, {Now}, '', $4)";

    /// <summary>$2 how long what is dead is kept, in microseconds; null for ever.</summary>
    public const string SetRetention = "UPDATE persist.store SET retention = $2::bigint WHERE store = $1 AND retention IS DISTINCT FROM $2::bigint";

    /// <summary>Connect and fork: $2 the replica, $3 its name.</summary>
    public const string RegisterReplica =
        $"INSERT INTO persist.replica (store, shard, replica, name, last_seen) VALUES ($1, 0, $2, $3, {Now}) ON CONFLICT DO NOTHING";

    /// <summary>Push: $2 the replica. A statement of its own after the lock: the lock's own still sees the old snapshot.</summary>
    public const string LastBatch =
        $"""
        SELECT {Now}, r.batch_no, r.batch_id, r.result
        FROM (SELECT) one
        LEFT JOIN persist.replica r ON r.store = $1 AND r.shard = 0 AND r.replica = $2
        """;

    /// <summary>Push: $2 the smallest base; $3, $4, $5 keys, kinds and paths of the touched cells. Those beyond the base.</summary>
    /// <remarks>
    /// Nothing is looked up unless the head is beyond the base. OFFSET 0 keeps "seq > $2" out of the look-up: on a table
    /// that was never analysed PostgreSQL would else walk the (store, shard, seq) index once per key.
    /// </remarks>
    public const string Unseen =
        $"""
        SELECT {RemoteRow.CellColumns}
        FROM unnest($3::text[], $4::text[], $5::text[]) AS t (its_key, its_kind, its_path)
        CROSS JOIN LATERAL (
            SELECT * FROM persist.cell c
            WHERE c.store = $1 AND c.shard = 0 AND c.key = t.its_key COLLATE "C" AND c.kind = t.its_kind COLLATE "C" AND c.path = t.its_path COLLATE "C"
            OFFSET 0) c
        WHERE c.seq > $2
            AND (SELECT s.head FROM persist.shard s WHERE s.store = $1 AND s.shard = 0) > $2
        """;

    /// <summary>
    /// Push: $2 the seq, $3 the replica, $4 the server's now, $5 how many operations wrote each of these cells;
    /// $6 to $13 keys, kinds, paths, values, dead, stamps, operations, states.
    /// </summary>
    public const string WriteCells =
        """
        INSERT INTO persist.cell AS c (store, shard, key, kind, path, value, dead, dead_at, stamp, origin, op, seq, state)
        SELECT $1, 0, t.key, t.kind, t.path, t.value, t.dead, CASE WHEN t.dead THEN $4 END, t.stamp, $3, t.op, $2, t.state
        FROM unnest($6::text[], $7::text[], $8::text[], $9::text[], $10::boolean[], $11::bigint[], $12::text[], $13::text[])
            AS t (key, kind, path, value, dead, stamp, op, state)
        ON CONFLICT (store, shard, key, kind, path) DO UPDATE SET
            value = excluded.value, dead = excluded.dead, dead_at = excluded.dead_at,
            stamp = greatest(excluded.stamp, c.stamp + $5), origin = excluded.origin, op = excluded.op, seq = excluded.seq, state = excluded.state
        """;

    /// <summary>Push: $2 to $14 arrays, in the order of the columns.</summary>
    public const string WriteConflicts =
        $"""
        INSERT INTO persist.conflict (store, shard, id, {RemoteRow.ConflictColumns})
        SELECT $1, 0, t.* FROM unnest($2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[],
            $7::text[], $8::text[], $9::text[], $10::bigint[], $11::text[], $12::text[], $13::text[], $14::bigint[]) AS t
        ON CONFLICT DO NOTHING
        """;

    /// <summary>Push: $2 the seq, $3 the replica, $4 the batch's number, $5 its id, $6 the server's now, $7 the operations' ids, $8 the position's name.</summary>
    public const string WriteBatch =
        """
        INSERT INTO persist.batch (store, shard, seq, replica, batch_no, batch_id, at, ops, tail) VALUES ($1, 0, $2, $3, $4, $5, $6, $7, $8)
        """;

    /// <summary>Push: $2 the seq, $3 the replica, $4 the batch's number, $5 its id, $6 the replica's name, $7 the result, $8 the server's now.</summary>
    public const string WriteReplica =
        """
        INSERT INTO persist.replica (store, shard, replica, name, batch_no, batch_id, seq, result, last_seen)
        VALUES ($1, 0, $3, $6, $4, $5, $2, $7, $8)
        ON CONFLICT (store, shard, replica) DO UPDATE SET name = excluded.name, batch_no = excluded.batch_no,
            batch_id = excluded.batch_id, seq = excluded.seq, result = excluded.result, last_seen = excluded.last_seen
        """;

    /// <summary>Push and fork: $2 the seq, $3 its name.</summary>
    public const string WriteHead = "UPDATE persist.shard SET head = $2, tail = $3 WHERE store = $1 AND shard = 0";
}
