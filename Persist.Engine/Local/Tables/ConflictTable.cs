using Microsoft.Data.Sqlite;
using Persist.Engine.Conflicts;
using Persist.Engine.Items;
using Persist.Engine.Merge;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Local.Tables;

/// <summary>The conflict log.</summary>
internal sealed class ConflictTable(SqliteConnection connection) : IDisposable
{
    /// <summary>Whether handlers have to be told of a conflict.</summary>
    internal const string HasUntold = "EXISTS (SELECT 1 FROM conflict WHERE notify=1)";

    private const string Columns = """
        id, key, path, detected, strategy, state, reason, local_value, local_dead, local_stamp, local_origin,
        remote_value, remote_dead, remote_stamp, remote_origin, resolved_value, resolved_dead, resolved_stamp, resolved_origin
        """;

    // What was open and is now decided is told again; what was told and has not changed is not.
    private readonly Statement _put = new(connection, $"""
        INSERT INTO conflict ({Columns}, notify)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
        ON CONFLICT DO UPDATE SET state=excluded.state, reason=excluded.reason, resolved_value=excluded.resolved_value,
            resolved_dead=excluded.resolved_dead, resolved_stamp=excluded.resolved_stamp,
            resolved_origin=excluded.resolved_origin, notify=excluded.notify
        WHERE conflict.state=1 AND (excluded.state=0 OR excluded.reason IS NOT conflict.reason)
        """);

    private readonly Statement _closeOpen = new(connection, """
        UPDATE conflict SET state=0, reason=NULL, resolved_value=$2, resolved_dead=$3, resolved_stamp=$4, resolved_origin=$5, notify=1
        WHERE key=$1 AND state=1
        """);

    private readonly Statement _decideAnew = new(connection, """
        UPDATE conflict SET resolved_value=$2, resolved_dead=$3, resolved_stamp=$4, resolved_origin=$5 WHERE id=$1 AND state=0
        """);

    private readonly Statement _dropOpen = new(connection, "DELETE FROM conflict WHERE key=$1 AND state=1 AND id<>$2");

    private readonly Statement _find = new(connection, $"SELECT {Columns} FROM conflict WHERE id=$1");

    private readonly Statement _all = new(connection, $"SELECT {Columns} FROM conflict ORDER BY detected, id");

    private readonly Statement _ofKey = new(connection, $"SELECT {Columns} FROM conflict WHERE key=$1 ORDER BY detected, id");

    private readonly Statement _untold = new(connection, $"SELECT {Columns} FROM conflict WHERE notify=1 ORDER BY detected, id");

    private readonly Statement _told = new(connection, "UPDATE conflict SET notify=0 WHERE id=$1 AND state=$2");

    private readonly Statement _countSettled = new(connection, "SELECT count(*) FROM conflict WHERE state=0 AND notify=0 AND detected<$1");

    private readonly Statement _dropSettled = new(connection, "DELETE FROM conflict WHERE state=0 AND notify=0 AND detected<$1");

    /// <summary>Adds a conflict, or decides one that was open.</summary>
    /// <param name="conflict">The entry.</param>
    /// <param name="notify">True when handlers are to be told.</param>
    /// <returns>False when the log has it already.</returns>
    public bool Put(ConflictRecord conflict, bool notify)
    {
        var (local, remote, resolved) = (conflict.Local, conflict.Remote, conflict.Resolved);
        return _put.Run(
            conflict.Id, conflict.Key, conflict.Field ?? "", Stamp.Of(conflict.DetectedAt), (int)conflict.Strategy, (int)conflict.State, conflict.Reason,
            local.Json, local.IsDeleted, Stamp.Of(local.Timestamp), local.Replica,
            remote.Json, remote.IsDeleted, Stamp.Of(remote.Timestamp), remote.Replica,
            resolved?.Json, resolved?.IsDeleted, resolved is null ? (long?)null : Stamp.Of(resolved.Timestamp), resolved?.Replica,
            notify) > 0;
    }

    /// <summary>What waits for a decision about a key has got one.</summary>
    public void CloseOpen(ItemVersion resolved) => _closeOpen.Run(
        resolved.Key, resolved.Json, resolved.IsDeleted, Stamp.Of(resolved.Timestamp), resolved.Replica);

    /// <summary>What waits for a decision about a key has got one: an operation has written over both sides.</summary>
    public void CloseOpen(Op decided, string replica) => _closeOpen.Run(decided.Cell.Key, decided.Value, decided.Dead, decided.Stamp, replica);

    /// <summary>What was decided has been decided otherwise.</summary>
    public void DecideAnew(string id, ItemVersion resolved) => _decideAnew.Run(
        id, resolved.Json, resolved.IsDeleted, Stamp.Of(resolved.Timestamp), resolved.Replica);

    /// <summary>What waited for a decision about a key waits against a newer version now.</summary>
    public void DropOpen(string key, string except) => _dropOpen.Run(key, except);

    /// <summary>How many were detected before a moment, and are decided and told.</summary>
    /// <param name="before">Microseconds since 1970-01-01 UTC.</param>
    public long CountSettled(long before) => _countSettled.Number(before);

    /// <summary>Forgets those that <see cref="CountSettled"/> counts.</summary>
    public int DropSettled(long before) => _dropSettled.Run(before);

    public ConflictRecord? Find(string id) => Read(_find, id).ToList() is [var found] ? found : null;

    public IEnumerable<ConflictRecord> All() => Read(_all);

    public IEnumerable<ConflictRecord> OfKey(string key) => Read(_ofKey, key);

    /// <summary>The conflicts that handlers have not been told of.</summary>
    public IReadOnlyList<ConflictRecord> Untold() => [.. Read(_untold)];

    /// <summary>Handlers know of this conflict in this state.</summary>
    public void Told(ConflictRecord conflict) => _told.Run(conflict.Id, (int)conflict.State);

    public void Dispose()
    {
        foreach (var statement in new[] { _put, _closeOpen, _decideAnew, _dropOpen, _find, _all, _ofKey, _untold, _told, _countSettled, _dropSettled })
        {
            statement.Dispose();
        }
    }

    private static IEnumerable<ConflictRecord> Read(Statement statement, params SqlValue[] values)
    {
        using var row = statement.Query(values);
        while (row.Read())
        {
            var key = row.GetString(1);
            yield return new ConflictRecord(
                row.GetString(0), key, row.GetString(2) is { Length: > 0 } field ? field : null, Stamp.ToTime(row.GetInt64(3)),
                (SyncStrategy)row.GetInt32(4), (ConflictState)row.GetInt32(5),
                Version(row, 7, key)!, Version(row, 11, key)!, Version(row, 15, key), row.GetText(6));
        }
    }

    private static ItemVersion? Version(Row row, int first, string key) => row.IsDBNull(first + 1)
        ? null
        : new ItemVersion(
            key,
            row.GetText(first),
            Stamp.ToTime(row.GetInt64(first + 2)),
            row.GetString(first + 3),
            row.GetBoolean(first + 1));
}
