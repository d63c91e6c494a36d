using Microsoft.Data.Sqlite;
using Persist.Engine.Errors;

namespace Persist.Engine.Tests.Local;

/// <summary>Files that earlier versions have written are brought to this version's schema, and go on.</summary>
public sealed class MigrationTests : IDisposable
{
    // An item from the remote, written again here; one from here alone; an operation each.
    private const string Content = """
        INSERT INTO meta VALUES ('store', 'old'), ('replica', 'ancient0ancient0'), ('dirty', 0);
        INSERT INTO epoch (id, base, first_op) VALUES (1, 1, 1);
        INSERT INTO cell (key, kind, path, value, dead, stamp, origin, op, seq, pending) VALUES
            ('edited', 'value', '', '"mine"', 0, 20, 'ancient0ancient0', '0000000000000007-1', 1, 1),
            ('here', 'value', '', '1', 0, 21, 'ancient0ancient0', '0000000000000007-2', 0, 2),
            ('theirs', 'value', '', '"remote"', 0, 10, 'other', '0000000000000009-2', 1, 0);
        INSERT INTO shadow (key, kind, path, value, dead, stamp, origin, op, seq, contested) VALUES
            ('edited', 'value', '', '"remote"', 0, 10, 'other', '0000000000000009-1', 1, 0);
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("version-1-first.sql", "", "")]
    [InlineData("version-1-last.sql", ", attempts, other_kinds", ", 0, 0")]
    public async Task A_local_file_of_version_1_keeps_what_it_has_and_sends_what_waits(string fixture, string columns, string values)
    {
        var generation = fixture.Contains("last", StringComparison.Ordinal) ? (", generation, tx", ", 0, n") : ("", "");
        Make("store.db", fixture, 0x50525354, Content + $"""
            INSERT INTO position (one, cursor, tail, epoch, next_op, frozen_through, batch_no, batch_id{columns}) VALUES (1, 1, NULL, 1, 3, 0, 0, ''{values});
            WITH o (n, key, value) AS (VALUES (1, 'edited', NULL), (2, 'here', NULL))
            INSERT INTO op (n, salt, type, key, kind, path, value, dead, stamp, epoch, base, previous, state, at_seq{generation.Item1})
            SELECT n, 7, 0, key, 'value', '', value, 0, 20, 1, 0, 0, 0, 0{generation.Item2} FROM o;
            """);
        await using (var store = await OpenAsync("store.db", "old", remote: null))
        {
            Assert.Equal("ancient0ancient0", store.Replica);
            Assert.Equal(["\"mine\"", "1", "\"remote\""], store.Scan().Select(item => item.Json));
            Assert.Equal(2, store.GetStatus().Pending);
            Assert.Empty((await store.TestAsync(compare: false)).Problems);
            store.AddToCounter("counter", 1);
            Assert.Equal(3, store.GetQueue().Count());
        }

        Assert.Equal(3L, Ask("store.db", "PRAGMA user_version"));
        await using var again = await OpenAsync("store.db", "old", remote: null);
        Assert.Equal(4, again.Scan().Count());
    }

    [Fact]
    public async Task A_local_file_of_version_2_learns_how_long_its_queue_is()
    {
        Make("store.db", "version-2-last.sql", 0x50525354, """
            INSERT INTO meta VALUES ('store', 'old'), ('dirty', 0);
            INSERT INTO epoch (id, base, first_op) VALUES (1, 1, 1);
            INSERT INTO opening (salt) VALUES (7);
            INSERT INTO position (one, cursor, tail, epoch, next_op, frozen_through, attempts, batch_no, batch_id, batch_seq, other_kinds, replica)
            VALUES (1, 1, NULL, 1, 3, 0, 0, 0, '', 0, 0, 'ancient0ancient0');
            INSERT INTO cell (key, kind, path, value, dead, stamp, origin, op, seq, pending)
            SELECT 'k' || value, 'value', '', '1', 0, 20, 'ancient0ancient0', '0000000000000007-' || value, 0, value FROM json_each('[4, 5, 8, 9]');
            INSERT INTO op (n, salt, type, key, kind, path, value, dead, stamp, epoch, base, previous, state, at_seq, generation, tx)
            SELECT pending, 7, 0, key, 'value', '', NULL, 0, 20 + pending, 1, 0, 0, CASE pending WHEN 4 THEN 1 WHEN 8 THEN 2 ELSE 0 END, 0, 0, pending FROM cell;
            """, version: 2);
        await using (var store = await OpenAsync("store.db", "old", remote: null))
        {
            Assert.Equal((3, 1), (store.GetStatus().Pending, store.GetStatus().OpenConflicts));
            Assert.Empty((await store.TestAsync(compare: false)).Problems);
            store.AddToCounter("counter", 1);
            store.Set("k9", "2");
            Assert.Equal((4, 1), (store.GetStatus().Pending, store.GetStatus().OpenConflicts));
            Assert.Empty((await store.TestAsync(compare: false)).Problems);
        }

        Assert.Equal(3L, Ask("store.db", "PRAGMA user_version"));
    }

    [Fact]
    public async Task A_hub_of_version_1_goes_on()
    {
        Make("hub.db", "hub-version-1.sql", 0x50487562, """
            INSERT INTO store (store, remote_id, protocol, protocol_min, retention) VALUES ('old', 'r', 1, 1, NULL);
            INSERT INTO shard (store, shard, head, floor, tail) VALUES ('old', 0, 1, 0, 'b1');
            INSERT INTO cell (store, shard, key, kind, path, value, dead, stamp, origin, op, seq) VALUES ('old', 0, 'k', 'value', '', '1', 0, 10, 'other', '0000000000000009-1', 1);
            INSERT INTO batch (store, shard, seq, replica, batch_no, batch_id, ops) VALUES ('old', 0, 1, 'other', 1, 'b1', '9:1');
            """);
        await using var store = await OpenAsync("store.db", "old", _folder.File("hub.db"));
        store.AddToCounter("counter", 1);
        await store.SyncAsync();
        Assert.Equal("1", store.Get("k")!.Json);
        Assert.Equal((3L, 0L), (Ask("hub.db", "PRAGMA user_version"), Ask("hub.db", "SELECT count(*) FROM batch WHERE at = 0 OR tail = '' OR (seq = 1 AND tail <> batch_id)")));
        Assert.True((await store.TestAsync()).IsSound);
    }

    [Fact]
    public async Task A_file_of_version_1_that_holds_another_store_is_refused_and_left_as_it_was()
    {
        Make("store.db", "version-1-last.sql", 0x50525354, Content);
        var failure = await Assert.ThrowsAsync<PersistException>(() => OpenAsync("store.db", "new", remote: null));
        Assert.True(failure.Is(PersistErrors.StoreNameMismatch), failure.Message);
        Assert.Equal(1L, Ask("store.db", "PRAGMA user_version"));
    }

    private Task<PersistStore> OpenAsync(string file, string name, string? remote) => PersistStore.OpenAsync(
        new PersistStoreOptions { Name = name, Path = _folder.File(file), Remote = remote, Suspended = true });

    private void Make(string file, string fixture, int applicationId, string content, int version = 1)
    {
        using var stream = typeof(MigrationTests).Assembly.GetManifestResourceStream(fixture)!;
        using var reader = new StreamReader(stream);
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = $"{reader.ReadToEnd()}; {content}; PRAGMA application_id={applicationId}; PRAGMA user_version={version}";
        command.ExecuteNonQuery();
    }

    private object? Ask(string file, string sql)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection($"Data Source={_folder.File(file)};Pooling=False");
        connection.Open();
        return connection;
    }
}
