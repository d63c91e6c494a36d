using System.Net;
using Npgsql;
using Persist.Engine.Errors;
using Persist.Engine.Remotes;
using Persist.Engine.Remotes.Postgres;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Remotes;

/// <summary>What somebody is told who does not get into the server.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresLoginTests(PostgresServer server)
{
    [PostgresFact]
    public async Task A_wrong_password_is_a_login_error_that_does_not_repeat_it()
    {
        await using var remote = Open(new NpgsqlConnectionStringBuilder(await server.DatabaseOfAsync(this)) { Password = "hunter2-secret" }.ConnectionString);
        var refused = await RemoteContract.RefusedAsync(PersistErrors.RemoteLogin, () => remote.ConnectAsync(new ReplicaIdentity("s", "a", "a"), default));
        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", remote.Description, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task No_password_at_all_is_a_login_error()
    {
        var settings = new NpgsqlConnectionStringBuilder(await server.DatabaseOfAsync(this)) { Password = null };
        await using var remote = Open(settings.ConnectionString);
        await RemoteContract.RefusedAsync(PersistErrors.RemoteLogin, () => remote.ConnectAsync(new ReplicaIdentity("s", "a", "a"), default));
    }

    [PostgresFact]
    public async Task A_server_without_TLS_says_what_to_do()
    {
        var settings = new NpgsqlConnectionStringBuilder(await server.DatabaseOfAsync(this)) { SslMode = SslMode.Require };
        await using var remote = Open(settings.ConnectionString);
        var refused = await RemoteContract.RefusedAsync(PersistErrors.RemoteFailure, () => remote.ConnectAsync(new ReplicaIdentity("s", "a", "a"), default));
        Assert.Contains("sslmode=disable", refused.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task A_missing_database_and_a_refused_connection_tell_what_they_are()
    {
        var settings = new NpgsqlConnectionStringBuilder(await server.DatabaseOfAsync(this));
        await using var missing = Open(new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Database = "nowhere" }.ConnectionString);
        var nowhere = await RemoteContract.RefusedAsync(PersistErrors.RemoteFailure, () => missing.ConnectAsync(new ReplicaIdentity("s", "a", "a"), default));
        Assert.Contains("CREATE DATABASE", nowhere.Message, StringComparison.Ordinal);
        await using var proxy = new TcpProxy(server.Host, server.Port);
        proxy.Refuse();
        await using var refused = await OpenAsync(proxy);
        await RemoteContract.RefusedAsync(PersistErrors.RemoteOffline, () => refused.ConnectAsync(new ReplicaIdentity("s", "a", "a"), default));
    }

    [PostgresFact]
    public async Task An_address_that_swallows_packets_times_out()
    {
        await using var proxy = new TcpProxy(server.Host, server.Port);
        proxy.Swallow();
        await using var remote = await OpenAsync(proxy);
        var started = DateTime.UtcNow;
        var refused = await RemoteContract.RefusedAsync(PersistErrors.RemoteTimeout, () => remote.ConnectAsync(new ReplicaIdentity("s", "a", "a"), default));
        Assert.True(refused.Error.IsTransient);
        Assert.InRange(DateTime.UtcNow - started, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [PostgresFact]
    public async Task The_callers_cancellation_passes_through()
    {
        await using var proxy = new TcpProxy(server.Host, server.Port);
        proxy.Swallow();
        await using var remote = await OpenAsync(proxy);
        using var cancel = new CancellationTokenSource(100);
        var started = DateTime.UtcNow;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => remote.ConnectAsync(new ReplicaIdentity("s", "a", "a"), cancel.Token));
        Assert.True(DateTime.UtcNow - started < TimeSpan.FromSeconds(4));
    }

    private static PostgresRemote Open(string connectionString) =>
        new(new NpgsqlConnectionStringBuilder(connectionString), "postgres://test", TimeProvider.System);

    private async Task<IRemote> OpenAsync(TcpProxy proxy) => Open(
        new NpgsqlConnectionStringBuilder(await server.DatabaseOfAsync(this))
        {
            Host = IPAddress.Loopback.ToString(),
            Port = proxy.Port,
            SslMode = SslMode.Disable,
        }.ConnectionString);
}
