using System.Globalization;
using Npgsql;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Sync;

[Collection(PostgresCollection.Name)]
public sealed class PostgresResyncTests(PostgresServer server) : ResyncSuite
{
    protected override async Task<string?> DatabaseAsync() => await server.DatabaseOfAsync(this);

    private protected override async Task ExecuteAsync(LineageScene scene, string sql)
    {
        await using var source = NpgsqlDataSource.Create((await DatabaseAsync())!);
        await using var command = source.CreateCommand(string.Format(CultureInfo.InvariantCulture, sql, "persist."));
        await command.ExecuteNonQueryAsync();
    }
}
