using System.Globalization;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Scenarios;

/// <summary>Four processes write one file, and grow its log so that it is checkpointed; whoever syncs is killed.</summary>
[Collection(PostgresCollection.Name)]
public sealed class SharedFileTests(PostgresServer server) : PostgresScenario(server)
{
    private const int Processes = 4;
    private const int Times = 40;
    private const int Kills = 4;
    private const int LeastKills = 2;
    private const int Rounds = 10;
    private const int Padding = 100_000;

    private int _kills;

    [PostgresFact]
    [Trait("Scenario", "24")]
    public async Task When_the_one_of_four_processes_that_syncs_is_killed_another_takes_over_its_batch()
    {
        // How often one of them is met in the middle of a push is the machine's choice: again, until one of either sort was.
        for (var round = 0; _kills < LeastKills && round < Rounds; round++)
        {
            await PlayAsync(Folder.File($"shared{round}.db"));
        }

        Assert.InRange(_kills, LeastKills, Kills);
    }

    private async Task PlayAsync(string file)
    {
        var (database, name) = (await DatabaseAsync(), NewName());
        await Task.WhenAll(Enumerable.Range(0, Processes).Select(i => Task.Run(() => LiveAsync(i, database, name, file))));

        await using var fresh = await OpenAsync(database, name);
        await fresh.SyncAsync();
        var sum = Enumerable.Range(0, Processes).Sum(i => Times * AmountOf(i));
        Assert.Equal(sum, decimal.Parse(fresh.Get("count")!.Json, CultureInfo.InvariantCulture));
        Assert.Equal("ok", LivesAfterwards.Ask(file, "PRAGMA integrity_check"));
    }

    private static long AmountOf(int process) => (long)Math.Pow(Times + 1, process);

    // One life after the other until one comes to its end. Each has a way to the server of its own, so that it is known
    // who is in the middle of a push: half of them die before it is committed, half when its answer is on the way.
    private async Task LiveAsync(int process, string database, string name, string file)
    {
        for (var cameToItsEnd = false; !cameToItsEnd;)
        {
            await using var proxy = new TcpProxy(Server.Host, Server.Port);
            var started = new TaskCompletionSource<WorkerProcess>();
            proxy.WhenNextInTransaction(async () =>
            {
                var number = Interlocked.Increment(ref _kills);
                if (number > Kills)
                {
                    Interlocked.Decrement(ref _kills);
                }
                else if (number % 2 == 0)
                {
                    (await started.Task).Kill();
                }
                else
                {
                    proxy.WhenNextAnswered(async () => (await started.Task).Kill());
                }
            });
            var settings = new Dictionary<string, string> { ["PADDING"] = $"{Padding}" };
            using var worker = WorkerProcess.Start(
                Through(proxy, database), settings, "count", file, name, "count", $"{AmountOf(process)}", $"{Times + 1}", $"{Times}");
            started.SetResult(worker);
            (_, cameToItsEnd) = await worker.EndAsync();
        }
    }
}
