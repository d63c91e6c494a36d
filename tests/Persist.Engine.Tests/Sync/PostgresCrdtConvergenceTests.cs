using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Sync;

[Collection(PostgresCollection.Name)]
public sealed class PostgresCrdtConvergenceTests(PostgresServer server) : CrdtConvergence
{
    protected override int Histories => 8;

    protected override async Task<string?> DatabaseAsync() => await server.DatabaseOfAsync(this);
}
