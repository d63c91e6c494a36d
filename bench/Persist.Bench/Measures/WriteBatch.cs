using Persist.Bench.Harness;
using Persist.Bench.Raw;

namespace Persist.Bench.Measures;

/// <summary>Durable writes in transactions of 1000.</summary>
internal sealed class WriteBatch : IMeasure
{
    public string Name => "write.batch";

    public Needs Needs => Needs.Nothing;

    public async Task<IReadOnlyList<Reading>> RunAsync(Setting setting)
    {
        var items = Workload.Items(setting.Items);
        var expected = Checksum.Of(items);
        var seconds = await Rounds.RunAsync(setting.Rounds, OursAsync, RawAsync);
        return [Reading.Rate(Name, items.Length, seconds)];

        async Task<TimeSpan> OursAsync()
        {
            var path = setting.NewFile("batch");
            await using var store = await Replica.OpenAloneAsync(path);
            var time = Rounds.Time(() => store.WriteAll(items));
            store.Sum().MustEqual(expected, Name);
            MustQueue(store.GetStatus().Pending, items.Length);
            await store.DisposeAsync();
            Setting.DeleteFiles(path);
            return time;
        }

        Task<TimeSpan> RawAsync()
        {
            var path = setting.NewFile("raw-batch");
            using var store = new RawStore(path);
            var time = Rounds.Time(() => store.WriteAll(items));
            Checksum.Of(store.Scan()).MustEqual(expected, Name + " (raw)");
            Checksum.Of(store.Outbox()).MustEqual(expected, Name + " (raw outbox)");
            store.Dispose();
            Setting.DeleteFiles(path);
            return Task.FromResult(time);
        }
    }

    private static void MustQueue(long pending, int expected)
    {
        if (pending != expected)
        {
            throw new WorkNotDoneException($"write.batch: {pending} operations queued, expected {expected}");
        }
    }
}
