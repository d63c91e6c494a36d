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
}
