using System.Diagnostics;
using System.Net;
using Npgsql;
using Persist.Engine.Errors;
using Persist.Engine.Remotes;
using Persist.Engine.Remotes.Postgres;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Remotes;

[Collection(PostgresCollection.Name)]
public sealed class PostgresRemoteTests(PostgresServer server) : RemoteContract
{
    private static readonly PostgresTimeouts Short = new() { Idle = TimeSpan.FromSeconds(1) };

    protected override string Prefix => "persist.";

    [PostgresFact]
    [Trait("Scenario", "20")]
    public async Task A_push_that_waited_for_the_lock_reads_what_the_other_committed()
    {
        var (a, b) = (await ReplicaAsync("a"), await ReplicaAsync("b"));
        await a.PushAsync(a.Put("k", "1"));
        await b.PullAsync();

        // Another writer holds the lock, writes the cell at position 2, and commits while b waits.
        await using var other = await ConnectAsync();
        await RunAsync(other, "BEGIN");
        await RunAsync(other, $"SELECT head FROM persist.shard WHERE store = '{a.Identity.Store}' FOR UPDATE");
        var waiting = b.PushAsync(b.Cas("k", "3", b.Cells["k"].Seq));
        await UntilSomebodyWaitsAsync();
        await RunAsync(other, $"UPDATE persist.cell SET value = '2', seq = 2, origin = 'x' WHERE store = '{a.Identity.Store}'");
        await RunAsync(other, $"UPDATE persist.shard SET head = 2, tail = 'x' WHERE store = '{a.Identity.Store}'");
        await RunAsync(other, "COMMIT");

        var result = await waiting;
        Assert.Equal((3, 2), (result.Seq, result.HeadBefore));
        Assert.Single(result.Rejected);
    }

    [PostgresFact]
    [Trait("Scenario", "27")]
    public async Task An_open_transaction_elsewhere_neither_stalls_nor_hides_anything()
    {
        var (a, b) = (await ReplicaAsync("a"), await ReplicaAsync("b"));
        await using var other = await ConnectAsync();
        await RunAsync(other, "BEGIN ISOLATION LEVEL REPEATABLE READ");
        await RunAsync(other, "SELECT count(*) FROM persist.cell");
        await RunAsync(other, "CREATE TABLE elsewhere (x int)");
        await a.PushAsync(a.Put("k", "1"));
        await b.PullAsync();
        Assert.Equal("1", b.ValueOf("k"));
    }

    [PostgresFact]
    [Trait("Scenario", "21")]
    public async Task A_client_that_froze_while_it_held_the_lock_frees_it()
    {
        var (a, b) = (await ReplicaAsync("a"), await ReplicaAsync("b"));
        await using var proxy = new TcpProxy(server.Host, server.Port);
        await using var frozen = new TestReplica(await OpenAsync(proxy, Short), a.Identity.Store, "frozen");
        await frozen.Remote.ConnectAsync(frozen.Identity, default);
        proxy.SwallowAfter(1); // the answer with the lock arrives, the writes never leave
        using var given = new CancellationTokenSource();
        var request = frozen.Next(frozen.Put("k", "1"));
        var stuck = frozen.Remote.PushAsync(request, given.Token);
        await UntilAsync($"SELECT count(*) > 0 FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = current_database()");

        var started = DateTime.UtcNow;
        await b.PushAsync(b.Put("k", "2"));
        Assert.True(DateTime.UtcNow - started < TimeSpan.FromSeconds(20));
        proxy.Cut();
        proxy.Heal();
        var refused = await Assert.ThrowsAsync<PersistException>(() => stuck);
        Assert.True(refused.Error.IsTransient);
        Assert.Equal(2, (await frozen.SendAsync(request)).Seq);
    }

    [PostgresFact]
    public async Task A_lost_answer_is_asked_for_again_and_the_batch_counts_once()
    {
        var a = await ReplicaAsync("a");
        await using var proxy = new TcpProxy(server.Host, server.Port);
        await using var b = new TestReplica(await OpenAsync(proxy), a.Identity.Store, "b");
        await b.Remote.ConnectAsync(b.Identity, default);
        var request = b.Next(b.Put("k", "1"));
        proxy.DropAnswer(2);
        var lost = await RefusedAsync(PersistErrors.RemoteOffline, () => b.SendAsync(request));
        Assert.True(lost.Error.IsTransient);
        await a.PullAsync();
        Assert.Equal((1, "1"), (a.Cursor, a.ValueOf("k")));
        Assert.Equal(1, (await b.SendAsync(request)).Seq);
        Assert.Equal(1, (await a.PullAsync()).Head);
    }

    [PostgresFact]
    public async Task A_pull_takes_one_round_trip_and_a_push_two()
    {
        await using var proxy = new TcpProxy(server.Host, server.Port);
        await using var a = new TestReplica(await OpenAsync(proxy), "trips", "a");
        await a.Remote.ConnectAsync(a.Identity, default);
        await a.PushAsync(a.Put("k", "1"));

        var before = proxy.Replies;
        await a.PushAsync(a.Put("k", "2"));
        Assert.Equal(2, proxy.Replies - before);
        before = proxy.Replies;
        await a.PullAsync();
        Assert.Equal(1, proxy.Replies - before);
        before = proxy.Replies;
        await a.PullAsync();
        Assert.Equal(1, proxy.Replies - before);
        before = proxy.Replies;
        await a.Remote.ConnectAsync(a.Identity, default);
        Assert.Equal(1, proxy.Replies - before);

        await using var again = await OpenAsync(proxy);
        before = proxy.Replies;
        await again.ConnectAsync(a.Identity, default);
        Assert.Equal(2, proxy.Replies - before); // the login is one
    }

    [PostgresFact]
    public async Task A_refused_push_gives_the_lock_back_at_once()
    {
        var (a, b) = (await ReplicaAsync("a"), await ReplicaAsync("b"));
        await a.PushAsync(a.Put("k", "1"));
        await RefusedAsync(PersistErrors.Forked, () => a.Remote.PushAsync(a.Next(a.Put("k", "2")) with { No = 9 }, default));
        var started = DateTime.UtcNow;
        await b.PushAsync(b.Put("k", "2"));
        Assert.True(DateTime.UtcNow - started < TimeSpan.FromSeconds(4));
    }

    internal override async Task<IRemote> OpenAsync(TimeProvider clock) => Open(await server.DatabaseOfAsync(this), clock);

    protected override async Task ExecuteAsync(string sql) => await PostgresServer.ExecuteAsync(await server.DatabaseOfAsync(this), sql);

    private static PostgresRemote Open(string connectionString, TimeProvider? clock = null, PostgresTimeouts? timeouts = null) =>
        new(new NpgsqlConnectionStringBuilder(connectionString), "postgres://test", clock ?? TimeProvider.System, timeouts);

    private async Task<IRemote> OpenAsync(TcpProxy proxy, PostgresTimeouts? timeouts = null) => Open(
        new NpgsqlConnectionStringBuilder(await server.DatabaseOfAsync(this))
        {
            Host = IPAddress.Loopback.ToString(),
            Port = proxy.Port,
            SslMode = SslMode.Disable,
        }.ConnectionString,
        timeouts: timeouts);

    private Task UntilSomebodyWaitsAsync() =>
        UntilAsync("SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()");

    private async Task UntilAsync(string condition)
    {
        var database = await server.DatabaseOfAsync(this);
        var clock = Stopwatch.StartNew();
        while (!Equals(await PostgresServer.ExecuteAsync(database, condition), true))
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), condition);
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync()
    {
        var database = new NpgsqlConnectionStringBuilder(await server.DatabaseOfAsync(this)) { Pooling = false };
        var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
