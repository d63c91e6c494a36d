using System.Net;
using Npgsql;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Remotes;

/// <summary>What a sync costs on the way to the server, counted there.</summary>
[Collection(PostgresCollection.Name)]
public sealed class RoundTripTests(PostgresServer server) : IDisposable
{
    // Npgsql prepares a statement at its fifth use; the first two syncs send and pull.
    private const int UntilPrepared = 7;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PostgresFact]
    public async Task A_sync_with_nothing_to_do_is_one_round_trip_of_one_prepared_statement()
    {
        await using var proxy = new TcpProxy(server.Host, server.Port);
        await using var store = await OpenAsync(proxy, "idle");
        store.Set("k", "1");
        for (var each = 0; each < UntilPrepared; each++)
        {
            await store.SyncAsync();
        }

        var (trips, parses) = (proxy.Replies, proxy.Parses);
        for (var each = 0; each < 10; each++)
        {
            await store.SyncAsync();
        }

        Assert.Equal((10, 0), (proxy.Replies - trips, proxy.Parses - parses));
    }

    [PostgresFact]
    public async Task News_after_a_quiet_time_take_two_round_trips_and_one_as_long_as_they_keep_coming()
    {
        await using var proxy = new TcpProxy(server.Host, server.Port);
        await using var writer = await OpenAsync(proxy, "news");
        await using var reader = await OpenAsync(proxy, "news");
        await reader.SyncAsync();
        await reader.SyncAsync();
        foreach (var expected in (int[])[2, 1, 1])
        {
            writer.Set("k", $"{proxy.Replies}");
            await writer.SyncAsync();
            var trips = proxy.Replies;
            await reader.SyncAsync();
            Assert.Equal(expected, proxy.Replies - trips);
            Assert.Equal(writer.Get("k")!.Json, reader.Get("k")!.Json);
        }
    }

    [PostgresFact]
    public async Task Behind_a_pooler_no_statement_is_prepared()
    {
        await using var proxy = new TcpProxy(server.Host, server.Port) { IsPooler = true };
        await using var store = await OpenAsync(proxy, "pooled");
        for (var each = 0; each < UntilPrepared; each++)
        {
            await store.SyncAsync();
        }

        var parses = proxy.Parses;
        for (var each = 0; each < 10; each++)
        {
            await store.SyncAsync();
        }

        Assert.Equal(10, proxy.Parses - parses);
    }

    private async Task<PersistStore> OpenAsync(TcpProxy proxy, string name)
    {
        var remote = new NpgsqlConnectionStringBuilder(await server.DatabaseOfAsync(this))
        {
            Host = IPAddress.Loopback.ToString(),
            Port = proxy.Port,
            SslMode = SslMode.Disable,
        };
        return await PersistStore.OpenAsync(
            new PersistStoreOptions { Name = name, Path = _folder.File($"{Guid.NewGuid():N}.db"), Remote = remote.ConnectionString, Suspended = true });
    }
}
