using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Persist.Engine.Tests.Sync;

public sealed class SqliteResyncTests : ResyncSuite
{
    protected override Task<string?> DatabaseAsync() => Task.FromResult<string?>(null);

    private protected override async Task ExecuteAsync(LineageScene scene, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={scene.Hub};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = string.Format(CultureInfo.InvariantCulture, sql, "");
        await command.ExecuteNonQueryAsync();
    }
}
