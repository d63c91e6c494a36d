using Microsoft.Data.Sqlite;
using Persist.Bench.Harness;

namespace Persist.Bench.Raw;

/// <summary>
/// The limit on the local side: an item and its full outbox row in one transaction, with nothing but
/// Microsoft.Data.Sqlite, prepared commands, WAL and synchronous=FULL.
/// </summary>
internal sealed class RawStore : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _item;
    private readonly SqliteCommand _outbox;
    private readonly SqliteCommand _read;
    private long _stamp = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1000;

    public RawStore(string path)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _connection.Open();
        Execute("PRAGMA journal_mode=WAL");
        Execute("PRAGMA synchronous=FULL");
        Execute("""
            CREATE TABLE IF NOT EXISTS item (key TEXT PRIMARY KEY, value TEXT, stamp INTEGER, origin TEXT, seq INTEGER) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY, key TEXT, kind TEXT, value TEXT, stamp INTEGER, base INTEGER);
            """);
        _item = Prepare("""
            INSERT INTO item (key, value, stamp, origin, seq) VALUES ($key, $value, $stamp, $origin, $seq)
            ON CONFLICT (key) DO UPDATE SET value = excluded.value, stamp = excluded.stamp, origin = excluded.origin, seq = excluded.seq
            """, "$key", "$value", "$stamp", "$origin", "$seq");
        _outbox = Prepare("INSERT INTO outbox (key, kind, value, stamp, base) VALUES ($key, 'put', $value, $stamp, 0)", "$key", "$value", "$stamp");
        _read = Prepare("SELECT value FROM item WHERE key = $key", "$key");
    }

    /// <summary>One transaction: items and outbox.</summary>
    public void Write(ReadOnlySpan<KeyValuePair<string, string>> items)
    {
        using var transaction = Begin();
        foreach (var item in items)
        {
            _stamp++;
            WriteItem(item.Key, item.Value, _stamp, "here", 0);
            _outbox.Parameters[0].Value = item.Key;
            _outbox.Parameters[1].Value = item.Value;
            _outbox.Parameters[2].Value = _stamp;
            _outbox.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    /// <summary>A transaction for a page that was pulled.</summary>
    public SqliteTransaction Begin()
    {
        var transaction = _connection.BeginTransaction(deferred: false);
        _item.Transaction = _outbox.Transaction = transaction;
        return transaction;
    }

    /// <summary>One item, inside <see cref="Begin"/>.</summary>
    public void WriteItem(string key, string value, long stamp, string origin, long seq)
    {
        _item.Parameters[0].Value = key;
        _item.Parameters[1].Value = value;
        _item.Parameters[2].Value = stamp;
        _item.Parameters[3].Value = origin;
        _item.Parameters[4].Value = seq;
        _item.ExecuteNonQuery();
    }

    /// <summary>One value by its key.</summary>
    public string? Read(string key)
    {
        _read.Transaction = null;
        _read.Parameters[0].Value = key;
        return (string?)_read.ExecuteScalar();
    }

    /// <summary>Everything in key order.</summary>
    public IEnumerable<KeyValuePair<string, string>> Scan() => Rows("SELECT key, value FROM item ORDER BY key");

    /// <summary>The outbox in order.</summary>
    public IEnumerable<KeyValuePair<string, string>> Outbox() => Rows("SELECT key, value FROM outbox ORDER BY id");

    /// <summary>Empties the outbox.</summary>
    public void ClearOutbox() => Execute("DELETE FROM outbox");

    /// <summary>Writes everything in transactions of <see cref="Workload.Batch"/>.</summary>
    public void WriteAll(KeyValuePair<string, string>[] items)
    {
        for (var from = 0; from < items.Length; from += Workload.Batch)
        {
            Write(items.AsSpan(from, Math.Min(Workload.Batch, items.Length - from)));
        }
    }

    public void Dispose()
    {
        _item.Dispose();
        _outbox.Dispose();
        _read.Dispose();
        _connection.Dispose();
    }

    private IEnumerable<KeyValuePair<string, string>> Rows(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return KeyValuePair.Create(reader.GetString(0), reader.GetString(1));
        }
    }

    private SqliteCommand Prepare(string sql, params ReadOnlySpan<string> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
        {
            command.Parameters.AddWithValue(name, name is "$stamp" or "$seq" ? 0L : "");
        }

        command.Prepare();
        return command;
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
