namespace Persist.Engine.Tests.Postgres;

/// <summary>A test that needs PostgreSQL: skipped with a reason where there is none, but not in CI.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServer.Missing;
}
