using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Sync;

[Collection(PostgresCollection.Name)]
public sealed class PostgresResyncTests(PostgresServer server) : ResyncSuite
{
    protected override async Task<string?> DatabaseAsync() => await server.DatabaseOfAsync(this);
}
