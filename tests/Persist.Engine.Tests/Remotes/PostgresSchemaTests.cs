using Npgsql;
using Persist.Engine.Errors;
using Persist.Engine.Remotes;
using Persist.Engine.Remotes.Postgres;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Remotes;

[Collection(PostgresCollection.Name)]
public sealed class PostgresSchemaTests(PostgresServer server)
{
    [PostgresFact]
    public async Task Several_who_connect_first_make_one_schema()
    {
        var database = await server.CreateDatabaseAsync();
        var remotes = Enumerable.Range(0, 8).Select(_ => Open(database)).ToList();
        var handshakes = await Task.WhenAll(remotes.Select((remote, i) =>
            Task.Run(() => remote.ConnectAsync(new ReplicaIdentity("s", $"r{i}", "m"), default))));
        Assert.Single(handshakes.Distinct());
        Assert.Equal(8L, await PostgresServer.ExecuteAsync(database, "SELECT count(*) FROM persist.replica"));
        await Task.WhenAll(remotes.Select(remote => remote.DisposeAsync().AsTask()));
    }

    [PostgresFact]
    public async Task A_login_without_rights_to_the_schema_is_told_so()
    {
        var database = await server.CreateDatabaseAsync();
        await using var owner = Open(database);
        await owner.ConnectAsync(new ReplicaIdentity("s", "owner", "m"), default);
        var login = await CreateLoginAsync(database);
        await using var remote = Open(login);
        await RemoteContract.RefusedAsync(PersistErrors.RemotePermission, () => remote.ConnectAsync(new ReplicaIdentity("s", "a", "a"), default));
        await using var empty = Open(new NpgsqlConnectionStringBuilder(login) { Database = "template1" }.ConnectionString);
        await RemoteContract.RefusedAsync(PersistErrors.RemotePermission, () => empty.ConnectAsync(new ReplicaIdentity("s", "a", "a"), default));
    }

    [PostgresFact]
    public async Task A_replicas_role_reaches_the_granted_stores_and_no_others()
    {
        var database = await server.CreateDatabaseAsync();
        await using var owner = new TestReplica(Open(database), "hidden", "owner");
        await owner.Remote.ConnectAsync(owner.Identity, default);
        await owner.PushAsync(owner.Put("k", "1"));
        await PostgresServer.ExecuteAsync(database, await File.ReadAllTextAsync(Repository.File("docs", "sql", "002-roles.sql")));
        var login = await CreateLoginAsync(database);
        var name = new NpgsqlConnectionStringBuilder(login).Username;
        await PostgresServer.ExecuteAsync(database, $"GRANT persist_replica TO {name}; INSERT INTO persist.store_grant VALUES ('{name}', 'granted')");
        try
        {
            await using var a = new TestReplica(Open(login), "granted", "a");
            await a.Remote.ConnectAsync(a.Identity, default);
            await a.PushAsync(a.Put("k", "2"));
            await a.PushAsync(a.Put("k", "3"));
            await a.PullAsync();
            Assert.Equal("3", a.ValueOf("k"));
            Assert.Equal(1L, await PostgresServer.ExecuteAsync(login, "SELECT count(*) FROM persist.item"));
            // What counts for all replicas is the administrator's to set.
            await RemoteContract.RefusedAsync(PersistErrors.RemotePermission, () => a.Remote.SetRetentionAsync(a.Identity, null, default));
            await using var stranger = new TestReplica(Open(login), "hidden", "a");
            await RemoteContract.RefusedAsync(PersistErrors.RemotePermission, () => stranger.Remote.ConnectAsync(stranger.Identity, default));
        }
        finally
        {
            await PostgresServer.ExecuteAsync(database, $"DROP OWNED BY persist_owner, persist_replica, {name}; DROP ROLE persist_owner, persist_replica, {name}");
        }
    }

    [PostgresFact]
    public async Task A_schema_that_lacks_a_column_is_refused_by_name()
    {
        var database = await server.CreateDatabaseAsync();
        await using var a = new TestReplica(Open(database), "s", "a");
        await a.Remote.ConnectAsync(a.Identity, default);
        await PostgresServer.ExecuteAsync(database, "ALTER TABLE persist.shard DROP COLUMN purged_at");
        var refused = await RemoteContract.RefusedAsync(PersistErrors.OlderSchema, () => a.PullAsync());
        Assert.Contains("purged_at", refused.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task The_table_is_analysed_after_the_first_large_push()
    {
        var database = await server.CreateDatabaseAsync();
        await using var a = new TestReplica(Open(database), "s", "a");
        await a.Remote.ConnectAsync(a.Identity, default);
        await a.PushAsync([.. Enumerable.Range(0, 2000).Select(i => a.Put($"{i}", "0"))]);
        Assert.Equal(2000f, await PostgresServer.ExecuteAsync(database, "SELECT reltuples FROM pg_class WHERE relname = 'cell'"));
    }

    [PostgresFact]
    public async Task Live_items_can_be_read_in_SQL()
    {
        var database = await server.CreateDatabaseAsync();
        await using var a = new TestReplica(Open(database), "s", "a");
        await a.Remote.ConnectAsync(a.Identity, default);
        await a.PushAsync(a.Put("k", "{\"x\":1}"), a.Put("gone", null));
        Assert.Equal(1, await PostgresServer.ExecuteAsync(
            database, $"SELECT (value::json->>'x')::int FROM persist.item WHERE store = '{a.Identity.Store}'"));
    }

    private static async Task<string> CreateLoginAsync(string database)
    {
        var name = "u" + Guid.NewGuid().ToString("N");
        await PostgresServer.ExecuteAsync(database, $"CREATE ROLE {name} LOGIN PASSWORD 'p'");
        return new NpgsqlConnectionStringBuilder(database) { Username = name, Password = "p" }.ConnectionString;
    }

    private static PostgresRemote Open(string connectionString) =>
        new(new NpgsqlConnectionStringBuilder(connectionString), "postgres://test", TimeProvider.System);
}
