using System.Diagnostics;

namespace Persist.Bench.Harness;

/// <summary>Runs both sides by turns, so that a slow moment of the machine falls on both, and takes the medians.</summary>
internal static class Rounds
{
    // Seconds of each side.
    private const double WarmUp = 2;

    /// <summary>Seconds of each side; each function does its own preparation and returns what only the work took.</summary>
    public static Task<Pair> RunAsync(int rounds, Func<Task<TimeSpan>> ours, Func<Task<TimeSpan>> raw)
    {
        // Whoever goes second finds the caches of the first: they take turns.
        var isRawFirst = false;
        return RunAsync(rounds, async () =>
        {
            isRawFirst = !isRawFirst;
            var early = await TakeAsync(isRawFirst ? raw : ours);
            var late = await TakeAsync(isRawFirst ? ours : raw);
            return isRawFirst ? new Pair(late, early) : new Pair(early, late);
        });
    }

    /// <summary>Seconds of each side, where a round itself lets them take turns.</summary>
    public static async Task<Pair> RunAsync(int rounds, Func<Task<Pair>> both)
    {
        await WarmUpAsync(both);
        var all = new List<Pair>();
        for (var round = 0; round < rounds; round++)
        {
            all.Add(await both());
        }

        return new Pair(Median(all.Select(pair => pair.Ours)), Median(all.Select(pair => pair.Raw)));
    }

    /// <summary>The time that an action takes.</summary>
    public static TimeSpan Time(Action work)
    {
        var clock = Stopwatch.StartNew();
        work();
        return clock.Elapsed;
    }

    /// <summary>The time that a task takes.</summary>
    public static async Task<TimeSpan> TimeAsync(Func<Task> work)
    {
        var clock = Stopwatch.StartNew();
        await work();
        return clock.Elapsed;
    }

    /// <summary>The value in the middle.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    // The first rounds pay for compilation, and are not counted. The runtime compiles what is used often a second and a third
    // time, in the background: until then both sides run by turns, each for as long.
    private static async Task WarmUpAsync(Func<Task<Pair>> both)
    {
        for (var sum = new Pair(0, 0); sum.Ours < WarmUp || sum.Raw < WarmUp;)
        {
            var round = await both();
            sum = new Pair(sum.Ours + round.Ours, sum.Raw + round.Raw);
        }
    }

    private static async Task<double> TakeAsync(Func<Task<TimeSpan>> side)
    {
        // Garbage of the other side is not this one's cost.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return (await side()).TotalSeconds;
    }
}
