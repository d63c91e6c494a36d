using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Sync;

[Collection(PostgresCollection.Name)]
public sealed class PostgresForkTests(PostgresServer server) : ForkSuite
{
    protected override int Histories => 3;

    protected override async Task<string?> DatabaseAsync() => await server.DatabaseOfAsync(this);
}
