using System.Diagnostics;
using System.Globalization;
using Persist.Bench.Harness;
using Persist.Engine;

namespace Persist.Bench.Scaling;

/// <summary>The same things in stores of growing size: what must grow with the change must not grow with the store.</summary>
internal static class ScalingRun
{
    private const int Changes = 10;

    // Of each size as many cycles are not counted first: the smallest store, which is measured first, would pay for compilation.
    private const int Repeats = 301;

    /// <summary>Measures each size, prints the table, and draws the chart; returns the chart's path.</summary>
    public static async Task<string> RunAsync(Setting setting, IReadOnlyList<int> sizes)
    {
        Console.WriteLine($"{"items",10}{"first push",14}{"memory",10}{"first pull",14}{"memory",10}{"pipeline",14}{"memory",10}{"open",12}{"status",12}{"10 changes",14}{"nothing",12}");
        var points = new List<ScalingPoint>();
        foreach (var size in sizes)
        {
            var point = await MeasureAsync(setting, size);
            points.Add(point);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{point.Items,10:#,0}{point.FirstPush,11:#,0} ms{point.PushMemory,7:0} MB{point.FirstPull,11:#,0} ms{point.PullMemory,7:0} MB{point.Pipeline,11:#,0} ms{point.PipelineMemory,7:0} MB{point.Open,9:0.0} ms{point.Status,9:0.0} ms{point.TenChanges,11:0.00} ms{point.Nothing,9:0.00} ms"));
        }

        var path = Path.Combine(setting.Root, "artifacts", "scaling.svg");
        await File.WriteAllTextAsync(path, ScalingChart.Draw(points));
        return path;
    }

    private static async Task<ScalingPoint> MeasureAsync(Setting setting, int size)
    {
        var server = await setting.NewDatabaseAsync("scale");
        var (here, there) = (setting.NewFile("scale-a"), setting.NewFile("scale-b"));
        var a = await Replica.OpenAsync(here, "scale", server);
        await a.SyncAsync(); // connects, and makes the schema
        for (var from = 0; from < size; from += Workload.Batch)
        {
            a.SetMany([.. Enumerable.Range(from, Math.Min(Workload.Batch, size - from)).Select(number => Workload.Item(number, 0))]);
        }

        var status = StatusWithQueue(a, size);
        await a.DisposeAsync();
        var (push, pushMemory) = await FirstSync.MeasureAsync(server, "scale", here, size);
        var (pull, pullMemory) = await FirstSync.MeasureAsync(server, "scale", there, size);
        var (pipeline, pipelineMemory) = MeasurePipeline(setting, size);
        var open = new List<double>();
        for (var each = 0; each < 5; each++)
        {
            var clock = Stopwatch.StartNew();
            a = await Replica.OpenAsync(here, "scale", server);
            open.Add(clock.Elapsed.TotalMilliseconds);
            await a.DisposeAsync();
        }

        a = await Replica.OpenAsync(here, "scale", server);
        var b = await Replica.OpenAsync(there, "scale", server);
        var (changes, nothing) = await SmallSyncsAsync(a, b, size);
        await a.DisposeAsync();
        await b.DisposeAsync();
        await setting.DropDatabaseAsync(server);
        Setting.DeleteFiles(here);
        Setting.DeleteFiles(there);
        return new ScalingPoint(size, push, pushMemory, pull, pullMemory, pipeline, pipelineMemory, Rounds.Median(open), status, changes, nothing);
    }

    private static (double Time, double Memory) MeasurePipeline(Setting setting, int size)
    {
        if (setting.PowerShell is null)
        {
            return (double.NaN, double.NaN);
        }

        var path = setting.NewFile("scale-pipeline");
        var measured = StreamedPipeline.Measure(setting.PowerShell, path, size);
        Setting.DeleteFiles(path);
        return measured;
    }

    // After a write: while nothing is written the queue is not counted again.
    private static double StatusWithQueue(PersistStore store, int size)
    {
        var times = new List<double>();
        for (var revision = 1; revision <= 5; revision++)
        {
            var item = Workload.Item(0, revision);
            store.Set(item.Key, item.Value);
            var pending = 0L;
            times.Add(Rounds.Time(() => pending = store.GetStatus().Pending).TotalMilliseconds);
            if (pending != size)
            {
                throw new WorkNotDoneException($"{pending} operations wait of {size}");
            }
        }

        return Rounds.Median(times);
    }

    private static async Task<(double Changes, double Nothing)> SmallSyncsAsync(PersistStore a, PersistStore b, int size)
    {
        var (changes, nothing) = (new List<double>(), new List<double>());
        var random = new Random(size);
        for (var revision = 1; revision <= 2 * Repeats; revision++)
        {
            var written = Enumerable.Range(0, Changes).Select(_ => Workload.Item(random.Next(size), revision)).ToArray();
            a.SetMany(written);
            var synced = await Rounds.TimeAsync(async () =>
            {
                await a.SyncAsync();
                await b.SyncAsync();
            });
            var looked = await Rounds.TimeAsync(() => a.SyncAsync());
            if (revision > Repeats)
            {
                changes.Add(synced.TotalMilliseconds);
                nothing.Add(looked.TotalMilliseconds);
            }

            if (b.Get(written[^1].Key)?.Json != written[^1].Value)
            {
                throw new WorkNotDoneException($"'{written[^1].Key}' did not arrive in a store of {size}");
            }
        }

        return (Rounds.Median(changes), Rounds.Median(nothing));
    }
}
