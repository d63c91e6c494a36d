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
        Assert.NotNull(check.Note);
        Assert.Equal(RemoteComparison.NotAsked, (await store.TestAsync(compare: false)).Comparison);
    }

    [Theory]
    [InlineData("DELETE FROM op", "in the queue")]
    [InlineData("UPDATE op SET previous = 99", "predecessor")]
    [InlineData("DELETE FROM shadow", "keeps the remote's version")]
    [InlineData("UPDATE cell SET dead = 1 WHERE key = 'k'", "what a store writes")]
    [InlineData("UPDATE position SET frozen_through = 9", "has a name")]
    [InlineData("UPDATE position SET cursor = 0", "beyond the cursor")]
    [InlineData("DELETE FROM epoch", "epoch")]
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

    private Task<PersistStore> OpenAsync() => PersistStore.OpenAsync(new PersistStoreOptions
    {
        Name = "checked",
        Path = _folder.File("store.db"),
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
