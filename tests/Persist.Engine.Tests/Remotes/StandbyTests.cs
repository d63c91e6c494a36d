using Npgsql;
using Persist.Engine.Errors;
using Persist.Engine.Remotes;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Remotes;

/// <summary>Servers that only read: a sync would get old answers from them, and could send nothing.</summary>
[Collection(PostgresCollection.Name)]
public sealed class StandbyTests(PostgresServer server)
{
    [PostgresFact]
    public async Task A_server_that_only_reads_is_tried_again_until_it_takes_writes()
    {
        var database = await server.CreateDatabaseAsync();
        await using (var remote = Open(database))
        {
            await remote.ConnectAsync(new ReplicaIdentity("s", "a", "a"), default);
        }

        var name = new NpgsqlConnectionStringBuilder(database).Database;
        var elsewhere = await server.DatabaseOfAsync(this);
        await PostgresServer.ExecuteAsync(elsewhere, $"ALTER DATABASE {name} SET default_transaction_read_only = on");
        foreach (var replica in new[] { "a", "b" }) // known there, and not
        {
            await using var remote = Open(database);
            var refused = await RemoteContract.RefusedAsync(PersistErrors.RemoteOffline, () => remote.ConnectAsync(new ReplicaIdentity("s", replica, replica), default));
            Assert.Contains("standby", refused.Message, StringComparison.Ordinal);
            Assert.True(refused.Error.IsTransient);
        }

        await PostgresServer.ExecuteAsync(elsewhere, $"ALTER DATABASE {name} RESET default_transaction_read_only");
        await using var again = Open(database);
        await again.ConnectAsync(new ReplicaIdentity("s", "b", "b"), default);
    }

    [PostgresFact]
    public async Task Of_several_servers_the_one_that_takes_writes_is_synced_with()
    {
        var standby = PostgresServer.OfItsOwn();
        await standby.InitializeAsync();
        try
        {
            var (name, login) = ($"d{Guid.NewGuid():n}", $"u{Guid.NewGuid():n}");
            foreach (var database in new[] { await server.DatabaseOfAsync(this), await standby.DatabaseOfAsync(this) })
            {
                await PostgresServer.ExecuteAsync(database, $"CREATE ROLE {login} LOGIN PASSWORD 'p'");
                await PostgresServer.ExecuteAsync(database, $"CREATE DATABASE {name} OWNER {login}");
            }

            await PostgresServer.ExecuteAsync(await standby.DatabaseOfAsync(this), $"ALTER DATABASE {name} SET default_transaction_read_only = on");
            var hosts = $"{standby.Host}:{standby.Port},{server.Host}:{server.Port}";
            await using var remote = RemoteAddress.Resolve($"postgres://{login}:p@{hosts}/{name}", null, TimeProvider.System);
            await remote.ConnectAsync(new ReplicaIdentity("s", "a", "a"), default);
        }
        finally
        {
            await standby.DisposeAsync();
        }
    }

    [PostgresFact]
    public async Task A_connection_that_leads_to_a_standby_only_later_brings_no_old_answers()
    {
        var primary = PostgresServer.OfItsOwn();
        await primary.InitializeAsync();
        var (database, replica) = (await primary.CreateDatabaseAsync(), new ReplicaIdentity("s", "a", "a"));
        await using (var first = Open(database))
        {
            await first.ConnectAsync(replica, default);
        }

        var standby = await primary.CopyAsStandbyAsync();
        try
        {
            var hosts = $"{primary.Host}:{primary.Port},{standby.Host}:{standby.Port}";
            await using var remote = Open(new NpgsqlConnectionStringBuilder(database) { Host = hosts, TargetSessionAttributes = "any" }.ConnectionString);
            await remote.ConnectAsync(replica, default);
            PullHeader known;
            await using (var pull = await remote.PullAsync(replica, 0, default))
            {
                known = pull.Header;
            }

            Assert.NotNull(await remote.LookAsync(replica, known, default));
            await primary.StopAsync();
            foreach (var _ in new[] { "a connection that is broken", "one to the standby" })
            {
                await RemoteContract.RefusedAsync(PersistErrors.RemoteOffline, () => remote.PullAsync(replica, 0, default));
            }

            Assert.Null(await remote.LookAsync(replica, known, default));

            await using var writes = Open(new NpgsqlConnectionStringBuilder(database) { Host = $"{standby.Host}:{standby.Port},{standby.Host}:{standby.Port}" }.ConnectionString);
            await RemoteContract.RefusedAsync(PersistErrors.RemoteOffline, () => writes.ConnectAsync(replica, default));
        }
        finally
        {
            await standby.DisposeAsync();
            await primary.DisposeAsync();
        }
    }

    [Fact]
    public async Task One_server_may_have_the_setting_too_as_it_may_for_libpq()
    {
        await using var remote = RemoteAddress.Resolve("postgres://ada@db/app?target_session_attrs=read-write", null, TimeProvider.System);
        Assert.Equal("postgres://ada@db:5432/app", remote.Description);
    }

    private static IRemote Open(string database) => RemoteAddress.Resolve(database, null, TimeProvider.System);
}
