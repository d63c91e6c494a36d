using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Persist.Engine.Tests.Postgres;

/// <summary>
/// Stands between a client and the server, and breaks what is between them in a chosen way. Understands just enough of
/// the protocol (without TLS) to know where an answer ends, so it also counts round trips.
/// </summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly string _host;
    private readonly int _port;
    // Sockets, for a client that has been disposed of has none.
    private readonly ConcurrentDictionary<Socket, bool> _open = new();
    private TcpListener _listener;
    private volatile bool _swallow;
    private int _replies;
    private int _parses;
    private int _dropAfter = int.MaxValue;
    private int _swallowAfter = int.MaxValue;
    private int _loseRequestAfter = int.MaxValue;
    private long _answerBytes = long.MaxValue;
    private long _passed;
    private int _bytesPerSecond = int.MaxValue;
    private volatile Func<Task>? _whenInTransaction;
    private volatile Func<Task>? _whenAnswered;

    public TcpProxy(string host, int port)
    {
        (_host, _port) = (host, port);
        _listener = Listen(0);
    }

    /// <summary>Where clients connect to, on 127.0.0.1.</summary>
    public int Port { get; private set; }

    /// <summary>How many answers of the server have been complete: one for each login, one for each round trip.</summary>
    public int Replies => Volatile.Read(ref _replies);

    /// <summary>How many statements the server had to parse: those that were not prepared, or for the first time.</summary>
    public int Parses => Volatile.Read(ref _parses);

    /// <summary>Names another process of the server at the login than the one that serves, as a pooler does.</summary>
    public bool IsPooler { get; init; }

    /// <summary>How many bytes of answers have got through.</summary>
    public long Passed => Volatile.Read(ref _passed);

    /// <summary>Breaks every connection; new ones work.</summary>
    public void Cut()
    {
        foreach (var socket in _open.Keys)
        {
            socket.Close(0);
        }
    }

    /// <summary>Lets nothing through any more in either direction, and says nothing of it.</summary>
    public void Swallow() => _swallow = true;

    /// <summary>Breaks every connection, and refuses new ones.</summary>
    public void Refuse()
    {
        _listener.Stop();
        Cut();
    }

    /// <summary>Keeps the n-th next answer from the client and breaks the connection instead.</summary>
    public void DropAnswer(int n) => Volatile.Write(ref _dropAfter, Replies + n);

    /// <summary>Lets the n-th next answer through, and then nothing more.</summary>
    public void SwallowAfter(int n) => Volatile.Write(ref _swallowAfter, Replies + n);

    /// <summary>Keeps the request that would get the n-th next answer from the server and breaks the connection instead.</summary>
    public void DropRequest(int n) => Volatile.Write(ref _loseRequestAfter, Replies + n - 1);

    /// <summary>Lets so many bytes of answers through to the client, and breaks the connection in the middle of what comes then.</summary>
    public void CutAnswersAfter(long bytes) => Volatile.Write(ref _answerBytes, bytes);

    /// <summary>Lets answers through at a pace, in bytes a second.</summary>
    public void Throttle(int bytesPerSecond) => Volatile.Write(ref _bytesPerSecond, bytesPerSecond);

    /// <summary>Does something once, when the server has next begun a transaction for a client, which does not know of it yet.</summary>
    public void WhenNextInTransaction(Func<Task> happens) => _whenInTransaction = happens;

    /// <summary>Does something once, when the server has next answered a client, which does not know of it yet.</summary>
    public void WhenNextAnswered(Func<Task> happens) => _whenAnswered = happens;

    /// <summary>Works again, after any of the above.</summary>
    public void Heal()
    {
        _swallow = false;
        Volatile.Write(ref _dropAfter, int.MaxValue);
        Volatile.Write(ref _swallowAfter, int.MaxValue);
        Volatile.Write(ref _loseRequestAfter, int.MaxValue);
        Volatile.Write(ref _answerBytes, long.MaxValue);
        Volatile.Write(ref _bytesPerSecond, int.MaxValue);
        if (!_listener.Server.IsBound)
        {
            _listener = Listen(Port);
        }
    }

    public ValueTask DisposeAsync()
    {
        Refuse();
        return ValueTask.CompletedTask;
    }

    private TcpListener Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = AcceptAsync(listener);
        return listener;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync();
                _ = ServeAsync(client);
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // stopped by Refuse
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient { NoDelay = true };
        var socket = client.Client;
        _open[socket] = true;
        try
        {
            client.NoDelay = true;
            await server.ConnectAsync(_host, _port);
            await Task.WhenAny(ForwardRequestsAsync(client.GetStream(), server.GetStream()), ForwardAnswersAsync(server.GetStream(), client.GetStream()));
        }
        catch (Exception failure) when (failure is SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // either end has gone; so does the other
        }
        finally
        {
            _open.TryRemove(socket, out _);
            client.Dispose();
        }
    }

    private async Task ForwardRequestsAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[65536];
        for (int count; (count = await from.ReadAsync(buffer)) > 0;)
        {
            if (Replies >= Volatile.Read(ref _loseRequestAfter))
            {
                Volatile.Write(ref _loseRequestAfter, int.MaxValue);
                return;
            }

            if (!_swallow)
            {
                await to.WriteAsync(buffer.AsMemory(0, count));
            }
        }
    }

    // ParseComplete; BackendKeyData, which begins with the process's number.
    private void Count(byte message, byte[] body)
    {
        if (message == (byte)'1')
        {
            Interlocked.Increment(ref _parses);
        }
        else if (message == (byte)'K' && IsPooler)
        {
            body[3] ^= 1;
        }
    }

    // An answer is passed on as a whole once the login is done, so that it can be kept back as a whole.
    private async Task ForwardAnswersAsync(NetworkStream from, NetworkStream to)
    {
        var loggedIn = false;
        var answer = new MemoryStream();
        var header = new byte[5];
        while (await from.ReadAtLeastAsync(header, 5, throwOnEndOfStream: false) == 5)
        {
            var body = new byte[System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1)) - 4];
            await from.ReadExactlyAsync(body);
            Count(header[0], body);
            answer.Write(header);
            answer.Write(body);
            var isComplete = header[0] == (byte)'Z'; // ReadyForQuery
            if (isComplete && Interlocked.Increment(ref _replies) >= Volatile.Read(ref _dropAfter))
            {
                Volatile.Write(ref _dropAfter, int.MaxValue);
                return;
            }

            if (isComplete && Interlocked.Exchange(ref _whenAnswered, null) is { } happens)
            {
                await happens();
            }

            if (isComplete && body[0] == (byte)'T' && Interlocked.Exchange(ref _whenInTransaction, null) is { } begun)
            {
                await begun();
            }

            loggedIn |= isComplete;
            if (isComplete || !loggedIn)
            {
                if (!_swallow)
                {
                    _swallow = Replies >= Volatile.Read(ref _swallowAfter);
                    if (!await PassOnAsync(answer.GetBuffer().AsMemory(0, (int)answer.Length), to))
                    {
                        return;
                    }
                }

                answer.SetLength(0);
            }
        }

        if (!_swallow)
        {
            await to.WriteAsync(answer.GetBuffer().AsMemory(0, (int)answer.Length)); // a last word without an end: a fatal error
        }
    }

    // False when the connection is to break in the middle of it.
    private async Task<bool> PassOnAsync(ReadOnlyMemory<byte> answer, NetworkStream to)
    {
        var left = Interlocked.Add(ref _answerBytes, -answer.Length);
        var (length, pace) = ((int)Math.Max(0, answer.Length + Math.Min(0, left)), Volatile.Read(ref _bytesPerSecond));
        for (var start = 0; start < length;)
        {
            var count = pace == int.MaxValue ? length : Math.Min(length - start, Math.Max(1, pace / 50));
            await to.WriteAsync(answer.Slice(start, count));
            Interlocked.Add(ref _passed, count);
            start += count;
            if (pace != int.MaxValue)
            {
                await Task.Delay(20); // the network's time, not the test's
            }
        }

        return length == answer.Length;
    }
}
