namespace Persist.Engine.Tests.Postgres;

/// <summary>As <see cref="PostgresFactAttribute"/>, with data.</summary>
public sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute() => Skip = PostgresServer.Missing;
}
