using Npgsql;
using NpgsqlTypes;
using Persist.Bench.Harness;

namespace Persist.Bench.Raw;

/// <summary>
/// The limit on the remote side, the best way known with nothing but Npgsql: <c>unnest</c> of text arrays into an upsert
/// of 5000 rows, and pages of 5000 in the order of the position. Values as text: jsonb is slower both ways.
/// </summary>
internal sealed class RawRemote : IAsyncDisposable
{
    private const int Page = 5000;

    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _connection;
    private long _seq;

    private RawRemote(NpgsqlDataSource source, NpgsqlConnection connection) => (_source, _connection) = (source, connection);

    /// <summary>Connects, and makes the table if there is none.</summary>
    public static async Task<RawRemote> OpenAsync(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 10, AutoPrepareMinUsages = 1 };
        var source = NpgsqlDataSource.Create(builder);
        var connection = await source.OpenConnectionAsync();
        var remote = new RawRemote(source, connection);
        await remote.ExecuteAsync("""
            CREATE TABLE IF NOT EXISTS raw (
                store text COLLATE "C", key text COLLATE "C", value text, stamp bigint, origin text, seq bigint, PRIMARY KEY (store, key));
            CREATE INDEX IF NOT EXISTS raw_seq ON raw (store, seq, key);
            """);
        return remote;
    }

    /// <summary>Upserts everything, 5000 a transaction.</summary>
    public async Task PushAsync(string store, IEnumerable<KeyValuePair<string, string>> items)
    {
        foreach (var page in items.Chunk(Page))
        {
            await using var command = _connection.CreateCommand();
            command.CommandText = """
                INSERT INTO raw (store, key, value, stamp, origin, seq)
                SELECT $1, key, value, stamp, 'here', $2 FROM unnest($3, $4, $5) AS page (key, value, stamp)
                ON CONFLICT (store, key) DO UPDATE
                SET value = excluded.value, stamp = excluded.stamp, origin = excluded.origin, seq = excluded.seq
                """;
            var stamp = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1000;
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = store });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = ++_seq });
            Add(command, NpgsqlDbType.Text, Array.ConvertAll(page, item => item.Key));
            Add(command, NpgsqlDbType.Text, Array.ConvertAll(page, item => item.Value));
            Add(command, NpgsqlDbType.Bigint, Array.ConvertAll(page, _ => stamp));
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Reads everything beyond a position into a file, one SQLite transaction a page; returns the last position.</summary>
    public async Task<long> PullAsync(string store, long after, RawStore into)
    {
        var (seq, key) = (after, "\uffff");
        while (true)
        {
            await using var command = _connection.CreateCommand();
            command.CommandText = """
                SELECT key, value, stamp, origin, seq FROM raw
                WHERE store = $1 AND (seq, key) > ($2, $3) ORDER BY seq, key LIMIT 5000
                """;
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = store });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = seq });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
            await using var reader = await command.ExecuteReaderAsync();
            var rows = 0;
            using var transaction = into.Begin();
            while (await reader.ReadAsync())
            {
                (key, seq) = (reader.GetString(0), reader.GetInt64(4));
                into.WriteItem(key, reader.GetString(1), reader.GetInt64(2), reader.GetString(3), seq);
                rows++;
            }

            transaction.Commit();
            if (rows < Page)
            {
                return seq;
            }
        }
    }

    /// <summary>The position: one prepared round trip.</summary>
    public async Task<long> HeadAsync(string store)
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = "SELECT coalesce(max(seq), 0) FROM raw WHERE store = $1";
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = store });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>What the table holds for a store.</summary>
    public async Task<Checksum> SumAsync(string store)
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = "SELECT key, value FROM raw WHERE store = $1";
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = store });
        await using var reader = await command.ExecuteReaderAsync();
        var sum = default(Checksum);
        while (await reader.ReadAsync())
        {
            sum.Add(reader.GetString(0), reader.GetString(1));
        }

        return sum;
    }

    /// <summary>Runs statements: ANALYZE, DDL.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _source.DisposeAsync();
    }

    private static void Add<T>(NpgsqlCommand command, NpgsqlDbType element, T[] values) =>
        command.Parameters.Add(new NpgsqlParameter<T[]> { NpgsqlDbType = NpgsqlDbType.Array | element, TypedValue = values });
}
