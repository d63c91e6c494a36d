using System.Diagnostics;

namespace Persist.Bench.Harness;

/// <summary>Runs both sides by turns, so that a slow moment of the machine falls on both, and takes the medians.</summary>
internal static class Rounds
{
    /// <summary>Seconds of each side; each function does its own preparation and returns what only the work took.</summary>
    public static async Task<Pair> RunAsync(int rounds, Func<Task<TimeSpan>> ours, Func<Task<TimeSpan>> raw)
    {
        // The first round pays for compilation, and is not counted.
        await TakeAsync(ours);
        await TakeAsync(raw);
        var all = new List<Pair>();
        for (var round = 0; round < rounds; round++)
        {
            // Whoever goes second finds the caches of the first: they take turns.
            var rawFirst = round % 2 == 0;
            var early = await TakeAsync(rawFirst ? raw : ours);
            var late = await TakeAsync(rawFirst ? ours : raw);
            all.Add(rawFirst ? new Pair(late, early) : new Pair(early, late));
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

    private static async Task<double> TakeAsync(Func<Task<TimeSpan>> side)
    {
        // Garbage of the other side is not this one's cost.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return (await side()).TotalSeconds;
    }
}
