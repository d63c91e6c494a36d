using Npgsql;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Fuzz;

[Collection(PostgresCollection.Name)]
public sealed class HostilePostgresTests(PostgresServer server) : HostileRemote
{
    private static readonly string[] Tables = ["store", "shard", "cell", "replica", "batch", "conflict"];

    private static readonly string[] Literals = ["''", "repeat('1', 200000)", "chr(1114111)", "chr(65535)", "'a' || chr(1)"];

    private string _database = "";

    protected override int Count => 40;

    protected override string Address => _database;

    public override async Task InitializeAsync()
    {
        if (PostgresServer.Missing is null)
        {
            _database = await server.CreateDatabaseAsync();
            await base.InitializeAsync();
        }
    }

    [PostgresFact]
    public async Task Columns_of_another_type_are_refused()
    {
        foreach (var change in new[] { "value TYPE bytea USING NULL", "seq TYPE text", "stamp TYPE double precision", "dead TYPE integer USING 0", "origin DROP NOT NULL" })
        {
            var database = await server.CreateDatabaseAsync();
            var options = new PersistStoreOptions { Name = "types", Path = InFolder($"{Guid.NewGuid():N}.db"), Remote = database, Suspended = true };
            await using var store = await PersistStore.OpenAsync(options);
            store.Set("k", "1");
            await store.SyncAsync();
            await PostgresServer.ExecuteAsync(database, $"DROP VIEW persist.item; ALTER TABLE persist.cell ALTER COLUMN {change}");
            await PostgresServer.ExecuteAsync(database, change.StartsWith("origin", StringComparison.Ordinal) ? "UPDATE persist.cell SET origin = NULL" : "SELECT 1");
            await using var other = await PersistStore.OpenAsync(options with { Path = InFolder($"{Guid.NewGuid():N}.db") });
            other.Set("l", "1");
            Assert.NotNull(await Cases.RegisteredErrorOfAsync(() => other.SyncAsync()));
            Assert.Single(other.Scan());
        }
    }

    protected override async Task KeepAsync()
    {
        foreach (var table in Tables)
        {
            await PostgresServer.ExecuteAsync(_database, $"CREATE TABLE public.{table} AS TABLE persist.{table}");
        }
    }

    protected override async Task RestoreAsync()
    {
        foreach (var table in Tables)
        {
            await PostgresServer.ExecuteAsync(_database, $"DELETE FROM persist.{table}; INSERT INTO persist.{table} SELECT * FROM public.{table}");
        }
    }

    protected override async Task<IReadOnlyList<string>> BreakAsync(Random random)
    {
        var statements = HostileRows.Statements(random, "persist.", Literals).ToList();
        foreach (var statement in statements)
        {
            try
            {
                await PostgresServer.ExecuteAsync(_database, statement);
            }
            catch (PostgresException)
            {
                // Refused by the tables' rules.
            }
        }

        return statements;
    }
}
