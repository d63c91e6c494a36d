using System.Net;
using System.Net.Sockets;
using Npgsql;
using Persist.Engine.Errors;
using Persist.Engine.Remotes.Postgres;

namespace Persist.Engine.Tests.Remotes;

public sealed class PostgresFailureTests
{
    [Fact]
    public void A_connection_that_ended_is_told_in_words_of_the_network()
    {
        var ended = new NpgsqlException("Exception while reading from stream", new EndOfStreamException("Attempted to read past the end of the stream."));
        var failure = PostgresFailure.Translate(ended, "postgres://db/app");
        Assert.Equal(PersistErrors.RemoteOffline, failure.Error);
        Assert.Equal(
            "The remote postgres://db/app cannot be reached: the connection was closed from there. Changes are kept here, and sent when it can be reached again.",
            failure.Message);
    }

    [Fact]
    public async Task Something_else_that_answers_at_the_address_is_no_reason_to_wait_for_a_person()
    {
        using var folder = new TemporaryFolder();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var end = new CancellationTokenSource();
        var answering = AnswerAsync(listener, end.Token);
        await using var store = await PersistStore.OpenAsync(new PersistStoreOptions
        {
            Name = "astray",
            Path = folder.File("a.db"),
            Remote = $"Host=127.0.0.1;Port={((IPEndPoint)listener.LocalEndpoint).Port};Username=u;Password=p;Database=d;SSL Mode=Require",
            Suspended = true,
        });
        var failure = await Assert.ThrowsAsync<PersistException>(() => store.SyncAsync());
        Assert.Equal(PersistErrors.RemoteOffline, failure.Error);
        Assert.Contains("no PostgreSQL server", failure.Message, StringComparison.Ordinal);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering);
    }

    // Every connection: one that fails is tried again.
    private static async Task AnswerAsync(TcpListener listener, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            using var client = await listener.AcceptTcpClientAsync(end);
            await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), end);
        }
    }
}
