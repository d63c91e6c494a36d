namespace Persist.Engine.Tests.Postgres;

/// <summary>The tests that share the server run one after the other: some of them stop it.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresServer>
{
    public const string Name = "PostgreSQL";
}
