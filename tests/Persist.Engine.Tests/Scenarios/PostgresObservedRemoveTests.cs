using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Scenarios;

[Collection(PostgresCollection.Name)]
public sealed class PostgresObservedRemoveTests(PostgresServer server) : ObservedRemove
{
    protected override Task<string> RemoteAsync(TemporaryFolder folder) => server.DatabaseOfAsync(this);
}
