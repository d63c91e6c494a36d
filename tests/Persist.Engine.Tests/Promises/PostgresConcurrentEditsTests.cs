using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Promises;

[Collection(PostgresCollection.Name)]
public sealed class PostgresConcurrentEditsTests(PostgresServer server) : ConcurrentEdits
{
    protected override Task<string> RemoteAsync(TemporaryFolder folder) => server.DatabaseOfAsync(this);
}
