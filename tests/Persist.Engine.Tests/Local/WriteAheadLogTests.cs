using Microsoft.Data.Sqlite;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Tests.Local;

public sealed class WriteAheadLogTests : IDisposable
{
    private const long Bound = 24 * 1024 * 1024;

    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("app.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_packaged_SQLite_may_checkpoint_by_itself()
    {
        await using var store = await OpenAsync();
        await using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        Assert.False(SqliteVersion.MustCheckpointAsWriter(connection), $"SQLite {connection.ServerVersion} has the WAL-reset bug");
    }

    [Fact]
    public async Task The_log_starts_anew_while_the_store_is_written()
    {
        await using var store = await OpenAsync();
        for (var i = 0; i < 400; i++)
        {
            store.Set($"k{i}", Large(i));
        }

        Assert.InRange(new FileInfo(Path + "-wal").Length, 1, Bound);
        Assert.True(new FileInfo(Path).Length > 400 * 50_000, "what was written is not in the file");
    }

    [Fact]
    public async Task Single_writes_soon_write_over_the_log_in_place_of_making_it_longer()
    {
        await using var store = await OpenAsync();
        for (var i = 0; i < 120; i++)
        {
            store.Set($"k{i}", Large(i));
        }

        Assert.InRange(new FileInfo(Path + "-wal").Length, 1, 5 * 1024 * 1024);
    }

    [Fact]
    public async Task After_a_large_write_the_log_is_left_longer_for_what_writes_the_same_pages_again()
    {
        await using var store = await OpenAsync();
        for (var batch = 0; batch < 3; batch++)
        {
            store.SetMany([.. Enumerable.Range(0, 100).Select(i => KeyValuePair.Create($"k{i}", Large(batch)[..30_000] + '"'))]);
            store.Set("small", $"{batch}");
        }

        Assert.InRange(new FileInfo(Path + "-wal").Length, 8 * 1024 * 1024, Bound);
    }

    [Fact]
    public async Task The_log_that_a_long_reader_made_long_is_cut_when_it_has_gone()
    {
        await using var store = await OpenAsync();
        store.Set("a", Large(0));
        store.Set("b", Large(0));
        using (var reading = store.Scan().GetEnumerator())
        {
            reading.MoveNext();
            for (var i = 0; i < 400; i++)
            {
                store.Set("k", Large(i)); // of the same text, SQLite would write nothing
            }

            Assert.InRange(new FileInfo(Path + "-wal").Length, Bound, long.MaxValue); // the reader holds the log
        }

        store.Set("k", Large(1)); // moves the log into the file
        store.Set("k", Large(2)); // starts it anew
        Assert.InRange(new FileInfo(Path + "-wal").Length, 1, Bound);
    }

    private static string Large(int number) => $"\"{new string((char)('a' + number % 26), 100_000)}\"";

    private Task<PersistStore> OpenAsync() => PersistStore.OpenAsync(new PersistStoreOptions { Name = "app", Path = Path });
}
