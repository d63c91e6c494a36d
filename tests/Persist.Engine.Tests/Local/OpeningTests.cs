using Microsoft.Data.Sqlite;
using Persist.Engine.Local.Tables;
using Persist.Engine.Sqlite;

namespace Persist.Engine.Tests.Local;

public sealed class OpeningTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Opening_does_not_read_the_whole_queue()
    {
        var path = _folder.File("app.db");
        await using var store = await PersistStore.OpenAsync(new PersistStoreOptions { Name = "app", Path = path });
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var plan = new Statement(connection, $"EXPLAIN QUERY PLAN {OpTable.RetryParkedSql}");
        using var row = plan.Query();
        Assert.True(row.Read());
        Assert.Contains("op_parked", row.GetString(3), StringComparison.Ordinal);
    }

    /// <summary>The power went while the file was being made: its first sector never reached the disk, the journal that takes the rest back did.</summary>
    [Fact]
    public async Task A_file_of_whose_first_page_a_power_cut_has_lost_the_beginning_is_made_anew()
    {
        var (path, made) = (_folder.File("app.db"), _folder.File("made.db"));
        using (var connection = new SqliteConnection($"Data Source={made};Pooling=False"))
        {
            connection.Open();
            // What does not fit goes into the file before the end of the transaction, behind the journal.
            SqliteFile.Execute(connection, "PRAGMA cache_size=1; BEGIN; CREATE TABLE t (a); INSERT INTO t SELECT randomblob(5000) FROM (VALUES (1), (2), (3), (4), (5), (6), (7), (8))");
            var content = File.ReadAllBytes(made);
            content.AsSpan(0, SqliteFile.SmallestPage).Clear();
            File.WriteAllBytes(path, content);
            File.Copy(made + "-journal", path + "-journal");
        }

        await using var store = await PersistStore.OpenAsync(new PersistStoreOptions { Name = "app", Path = path });
        store.Set("k", "1");
        Assert.Equal(["k"], store.Scan().Select(item => item.Key));
    }
}
