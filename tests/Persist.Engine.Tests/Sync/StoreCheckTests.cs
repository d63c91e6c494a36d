using Microsoft.Data.Sqlite;
using Persist.Engine.Sync;

namespace Persist.Engine.Tests.Sync;

/// <summary>Whether a file is sound, and has the same as its remote.</summary>
public sealed class StoreCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_content_that_is_another_at_the_same_position_is_found()
    {
        await using var store = await OpenAsync();
        store.Set("k", "1");
        store.AddToCounter("c", 2);
        await store.SyncAsync();
        store.Set("k", "2"); // waits, and is no difference
        var check = await store.TestAsync();
        Assert.Equal((RemoteComparison.Equal, true, check.RemoteChecksum), (check.Comparison, check.IsSound, check.LocalChecksum));

        Execute("hub.db", "UPDATE cell SET value = '3' WHERE key = 'c'");
        check = await store.TestAsync();
        Assert.Equal((RemoteComparison.Different, false), (check.Comparison, check.IsSound));
        Assert.Equal([new ItemDifference("c", true, true)], check.Differences);
        Assert.Contains("'c'", check.Note, StringComparison.Ordinal);
        Assert.Equal(RemoteComparison.NotAsked, (await store.TestAsync(compare: false)).Comparison);
    }

    [Fact]
    public async Task Each_item_that_differs_is_named_and_those_beyond_a_hundred_are_counted()
    {
        await using var store = await OpenAsync();
        store.SetMany([.. Enumerable.Range(0, 400).Select(n => KeyValuePair.Create($"k{n:000}", "1"))]);
        store.AddToSet("s", ["1", "2"]);
        store.Set("here", "1");
        store.Set("\U0001F600", "1");
        store.Set("\uFFFD", "1"); // before the one above as UTF-8, and behind it as UTF-16
        await store.SyncAsync();
        Execute("hub.db", """
            DELETE FROM cell WHERE key = 'here' OR (key = 's' AND path = '2') OR key = char(0x1F600);
            UPDATE cell SET value = ' 1' WHERE key = 'k007';
            INSERT INTO cell SELECT store, shard, 'there', kind, path, value, dead, dead_at, stamp, origin, op, seq, state FROM cell WHERE key = 'k000'
            """);
        store.Set("here", "2"); // waits: what is compared is what lies below
        var check = await store.TestAsync();
        Assert.Equal(5, check.DifferentItems);
        Assert.Equal(
            [new("here", true, false), new("k007", true, true), new("s", true, true), new("there", false, true), new("\U0001F600", true, false)], check.Differences);

        Execute("hub.db", "UPDATE cell SET value = '2' WHERE key LIKE 'k%'");
        check = await store.TestAsync();
        Assert.Equal((404, ContentComparison.Named), (check.DifferentItems, check.Differences.Count));
        Assert.Equal("k098", check.Differences[^1].Key);
    }

    [Fact]
    public async Task A_value_that_is_written_again_is_the_same_everywhere()
    {
        await using var store = await OpenAsync();
        store.Set("k", "1");
        store.Set("l", "1");
        await store.SyncAsync();
        Execute("hub.db", "UPDATE cell SET value = '2' WHERE key = 'k'; DELETE FROM cell WHERE key = 'l'");
        Assert.Equal(2, (await store.TestAsync()).DifferentItems);
        store.Set("k", "1");
        store.Set("l", "1");
        await store.SyncAsync();
        Assert.Equal(RemoteComparison.Equal, (await store.TestAsync()).Comparison);
    }

    [Fact]
    public async Task A_restored_remote_is_no_remote_that_is_ahead()
    {
        var store = await OpenAsync();
        store.Set("k", "1");
        await store.SyncAsync();
        await store.DisposeAsync();
        File.Copy(_folder.File("hub.db"), _folder.File("backup.db"));
        store = await OpenAsync();
        store.Set("k", "2");
        await store.SyncAsync();
        await store.DisposeAsync();
        File.Copy(_folder.File("backup.db"), _folder.File("hub.db"), overwrite: true);
        await using (var other = await OpenAsync("other.db"))
        {
            for (var i = 0; i < 3; i++)
            {
                other.Set("theirs", $"{i}");
                await other.SyncAsync();
            }
        }

        await using (store = await OpenAsync())
        {
            var check = await store.TestAsync();
            Assert.Equal((RemoteComparison.NotComparable, Engine.Errors.PersistErrors.Rewound.With("checked").Message), (check.Comparison, check.Note));
        }
    }

    [Theory]
    [InlineData("DELETE FROM op", "in the queue")]
    [InlineData("UPDATE op SET previous = 99", "predecessor")]
    [InlineData("DELETE FROM shadow", "keeps the remote's version")]
    [InlineData("UPDATE cell SET dead = 1 WHERE key = 'k'", "what a store writes")]
    [InlineData("UPDATE position SET frozen_through = 9", "has a name")]
    [InlineData("UPDATE position SET cursor = 0", "beyond the cursor")]
    [InlineData("DELETE FROM epoch", "epoch")]
    [InlineData("UPDATE position SET gone = gone + 1", "as long as the file notes")]
    public async Task A_file_whose_tables_do_not_fit_is_not_sound(string damage, string problem)
    {
        await using (var store = await OpenAsync())
        {
            store.Set("k", "1");
            store.Set("l", "1");
            await store.SyncAsync();
            store.Set("k", "2");
            Assert.Empty((await store.TestAsync()).Problems);
        }

        Execute("store.db", damage);
        await using var damaged = await OpenAsync();
        var check = await damaged.TestAsync(compare: false);
        Assert.False(check.IsSound);
        Assert.Contains(check.Problems, line => line.Contains(problem, StringComparison.Ordinal));
    }

    private Task<PersistStore> OpenAsync(string file = "store.db") => PersistStore.OpenAsync(new PersistStoreOptions
    {
        Name = "checked",
        Path = _folder.File(file),
        Remote = _folder.File("hub.db"),
        Suspended = true,
    });

    private void Execute(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.File(file)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
