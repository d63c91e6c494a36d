using System.Globalization;
using Persist.Engine.Tests.Postgres;

namespace Persist.Engine.Tests.Scenarios;

/// <summary>Processes that add to one counter through PostgreSQL, and are killed while they do.</summary>
/// <remarks>
/// What a process adds is a digit of its own in the sum (base 1,001, and each adds 1,000 times): the number says how often
/// every one of them has added, exactly, also where a kill fell between a write and the line that tells of it. Tenths,
/// because whole numbers have 64 bits only.
/// </remarks>
[Collection(PostgresCollection.Name)]
public sealed class CounterOfProcessesTests(PostgresServer server) : IDisposable
{
    private const int Processes = 8;
    private const int Times = 1000;
    private const int Seed = 20260103;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [PostgresFact]
    [Trait("Scenario", "4")]
    public async Task Eight_processes_that_are_killed_at_random_add_a_thousand_times_each_and_the_sum_is_exact()
    {
        var (database, name) = (await server.DatabaseOfAsync(this), "c" + Guid.NewGuid().ToString("N"));
        var kills = await Task.WhenAll(Enumerable.Range(0, Processes).Select(i => Task.Run(() => LiveAsync(i, database, name))));
        Assert.True(kills.Sum() >= Processes, $"seed {Seed}: only {kills.Sum()} kills");

        await using var fresh = await PersistStore.OpenAsync(new PersistStoreOptions
        {
            Name = name,
            Path = _folder.File("fresh.db"),
            Remote = database,
            Suspended = true,
        });
        await fresh.SyncAsync();
        var sum = Enumerable.Range(0, Processes).Sum(i => Times * AmountOf(i));
        Assert.Equal(sum, decimal.Parse(fresh.Get("shared")!.Json, CultureInfo.InvariantCulture));
    }

    private static decimal AmountOf(int process)
    {
        var amount = 0.1m;
        for (; process > 0; process--)
        {
            amount *= Times + 1;
        }

        return amount;
    }

    // One life after the other on one file, until one comes to its end. Every write that was told of is there in the next.
    private async Task<int> LiveAsync(int process, string database, string name)
    {
        var random = new Random(Seed + process);
        var told = 0;
        for (var kills = 0; ; kills++)
        {
            var last = await LifeAsync(process, database, name, killAt: random.Next(20, 500), killAtFlush: random.Next(2) == 0 && kills < 8, told);
            if (last is null)
            {
                return kills;
            }

            told = last.Value;
        }
    }

    // Null when it came to its end; else the last addition that it told of before it was killed.
    private async Task<int?> LifeAsync(int process, string database, string name, int killAt, bool killAtFlush, int told)
    {
        using var worker = WorkerProcess.Start(
            database,
            new Dictionary<string, string>(),
            "count", _folder.File($"{process}.db"), name, "shared", AmountOf(process).ToString(CultureInfo.InvariantCulture), $"{Times + 1}", $"{Times}");
        var (isOver, added) = (false, 0);
        while (await worker.ReadLineAsync() is { } line)
        {
            switch (line.Split(' '))
            {
                case ["start", var count]:
                    // At most one write was durable and not told of when the process was killed.
                    Assert.InRange(int.Parse(count, CultureInfo.InvariantCulture), told, told + 1);
                    told = int.Parse(count, CultureInfo.InvariantCulture);
                    break;
                case ["added", var count]:
                    Assert.Equal(told + 1, int.Parse(count, CultureInfo.InvariantCulture));
                    told++;
                    if (++added == killAt)
                    {
                        worker.Kill();
                    }

                    break;
                case ["flush"] when killAtFlush:
                    worker.Kill();
                    break;
                case ["end"]:
                    isOver = true;
                    break;
                default:
                    break;
            }
        }

        await worker.EndAsync();
        return isOver ? null : told;
    }
}
