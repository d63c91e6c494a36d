using System.Diagnostics;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Scenarios;

/// <summary>A process stops where it is (SIGSTOP: a laptop that is closed) while it holds the store's lock at the server.</summary>
[Collection(PostgresCollection.Name)]
public sealed class FrozenClientTests(PostgresServer server) : PostgresScenario(server)
{
    [PostgresFact]
    [Trait("Scenario", "21")]
    public async Task A_process_that_freezes_with_the_lock_keeps_others_waiting_for_five_seconds_and_sends_its_batch_again()
    {
        var database = await DatabaseAsync();
        await using var proxy = new TcpProxy(Server.Host, Server.Port);
        await using var other = await OpenAsync(database);
        await other.SyncAsync();
        var frozen = new TaskCompletionSource();
        var start = new TaskCompletionSource<WorkerProcess>();
        proxy.WhenNextInTransaction(async () =>
        {
            await (await start.Task).FreezeAsync();
            frozen.SetResult();
        });
        using var worker = WorkerProcess.Start(
            Through(proxy, database), new Dictionary<string, string>(), "count", Folder.File("worker.db"), other.Name, "count", "1000", "1000", "1");
        start.SetResult(worker);
        await frozen.Task.WaitAsync(Long);

        other.AddToCounter("count", 1);
        var waited = Stopwatch.StartNew();
        await other.SyncAsync();
        Assert.InRange(waited.Elapsed.TotalSeconds, 1, 20); // five, and what a busy machine adds
        Assert.Equal(1, Number(other, "count"));

        await worker.ThawAsync();
        Assert.True((await worker.EndAsync()).CameToItsEnd);
        await other.SyncAsync();
        Assert.Equal(1001, Number(other, "count"));
    }
}
