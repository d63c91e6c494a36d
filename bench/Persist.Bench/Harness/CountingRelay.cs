using System.Net;
using System.Net.Sockets;

namespace Persist.Bench.Harness;

/// <summary>Passes bytes on to a server and counts round trips: how often a client speaks after the server has spoken.</summary>
internal sealed class CountingRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private long _roundTrips;

    public CountingRelay(string host, int port)
    {
        _listener.Start();
        _accepting = AcceptAsync(host, port);
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Round trips since it was made, of all connections.</summary>
    public long RoundTrips => Interlocked.Read(ref _roundTrips);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync(string host, int port)
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                connections.Add(RelayAsync(client, host, port));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task RelayAsync(TcpClient client, string host, int port)
    {
        using (client)
        using (var server = new TcpClient())
        {
            await server.ConnectAsync(host, port);
            client.NoDelay = server.NoDelay = true;
            var serverSpoke = 1;
            await Task.WhenAny(
                PassAsync(client.GetStream(), server.GetStream(), () =>
                {
                    if (Interlocked.Exchange(ref serverSpoke, 0) == 1)
                    {
                        Interlocked.Increment(ref _roundTrips);
                    }
                }),
                PassAsync(server.GetStream(), client.GetStream(), () => Interlocked.Exchange(ref serverSpoke, 1)));
        }
    }

    private async Task PassAsync(NetworkStream from, NetworkStream to, Action spoke)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int length;
            while ((length = await from.ReadAsync(buffer, _stop.Token)) > 0)
            {
                spoke();
                await to.WriteAsync(buffer.AsMemory(0, length), _stop.Token);
            }
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Either side hung up, or the count is over: the other direction ends with it.
        }
    }
}
