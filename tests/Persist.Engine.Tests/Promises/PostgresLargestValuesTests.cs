using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Promises;

[Collection(PostgresCollection.Name)]
public sealed class PostgresLargestValuesTests(PostgresServer server) : LargestValues
{
    protected override Task<string> AddressAsync() => server.CreateDatabaseAsync();
}
