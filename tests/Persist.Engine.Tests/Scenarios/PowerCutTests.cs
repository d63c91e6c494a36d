using Persist.Engine.Worker;
using Xunit.Abstractions;

namespace Persist.Engine.Tests.Scenarios;

/// <summary>The power goes while two replicas live on one machine; their hub is on another.</summary>
/// <remarks>One life is traced, and every prefix of what it asked of the disk is a moment at which the power may go.</remarks>
public sealed class PowerCutTests(ITestOutputHelper output) : IDisposable
{
    private const string Store = "life";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Scenario", "5")]
    public async Task Whenever_the_power_goes_nothing_is_lost_that_was_acknowledged_under_full_durability()
    {
        await AtEachAsync(Durability.Full, from: 3, async (folder, told) =>
            await new LivesAfterwards(folder, Store, Hub(folder), told).AreWholeAsync(batch => Task.FromResult(HasBatch(folder, batch))));
    }

    [Fact]
    [Trait("Scenario", "5")]
    public async Task Whenever_the_power_goes_under_normal_durability_the_files_are_sound_and_nothing_is_doubled()
    {
        await AtEachAsync(Durability.Normal, from: 5, (folder, told) => new LivesAfterwards(folder, Store, Hub(folder), told).HaveNothingTwiceAsync());
    }

    private async Task AtEachAsync(Durability durability, int from, Func<string, IReadOnlyList<string>, Task> check)
    {
        var (events, cuts) = (await TraceAsync(durability), 0);
        foreach (var moment in Soak.Sample(events.Count + 1, count: 20, from))
        {
            await AtAsync(events, moment, check);
            cuts++;
        }

        output.WriteLine($"of a life of {events.Count} events the power went at {cuts} moments, twice each");
    }

    // What is there after the power went at a moment: with nothing of what was unsynced, and with some of it.
    private async Task AtAsync(IReadOnlyList<IoEvent> events, int moment, Func<string, IReadOnlyList<string>, Task> check)
    {
        var past = events.Take(moment).ToList();
        var told = past.Where(happened => happened.Kind == IoKind.Mark).Select(happened => happened.Name).ToList();
        foreach (var survives in new[] { null, new Random(moment) })
        {
            var folder = Directory.CreateDirectory(_folder.File(Guid.NewGuid().ToString("N"))).FullName;
            CrashedDisk.Restore(past, name => !name.Contains("hub.db", StringComparison.Ordinal), folder, survives);
            try
            {
                await check(folder, told);
            }
            catch (Exception failure)
            {
                var what = survives is null ? "nothing" : "some";
                throw new InvalidOperationException($"the power went after event {moment}, '{told.LastOrDefault()}', and {what} of the unsynced survived", failure);
            }
        }
    }

    private async Task<IReadOnlyList<IoEvent>> TraceAsync(Durability durability)
    {
        var folder = Directory.CreateDirectory(_folder.File(durability.ToString())).FullName;
        var settings = new Dictionary<string, string> { ["TRACE"] = Path.Combine(folder, "trace"), ["DURABILITY"] = durability.ToString() };
        using var worker = WorkerProcess.Start(Hub(folder), settings, "life", folder, Store);
        Assert.True((await worker.EndAsync()).CameToItsEnd);
        return IoEvent.Load(Path.Combine(folder, "trace"));
    }

    private static string Hub(string folder) => Path.Combine(folder, "hub.db");

    private static bool HasBatch(string folder, string batch) =>
        LivesAfterwards.Ask(Hub(folder), $"SELECT count(*) FROM batch WHERE batch_id = '{batch}'") is 1L;
}
